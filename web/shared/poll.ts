/**
 * The long-poll of docs/protocol.md, section 2.6, with the face of a WebSocket: for networks that let no socket through.
 * One request is held for what comes; what is said goes in others. Both directions are numbered, so that a request whose
 * answer was lost is simply made again.
 */
import { postPoll } from '@/api/live'

import { uuid } from './ids'

const WAIT_S = 25
const PATIENCE_MS = (WAIT_S + 10) * 1000
const BUNDLE = { frames: 100, chars: 60_000 }
const TRIES = 4
const PAUSE_MS = 400

interface Answer {
  key: string
  taken: number
  first: number
  frames: string[]
  closed?: number
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

export class PollSocket {
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  private readonly address = `/api/live/${uuid()}`
  private readonly lines = new Set<() => void>()
  private readonly unsent: string[] = []
  private key: string | undefined
  private taken = 0
  private after = 0
  private sending = false

  constructor() {
    setTimeout(() => {
      if (this.readyState > 0) return
      this.readyState = 1
      this.onopen?.()
    })
  }

  send(text: string): void {
    this.unsent.push(text)
    if (!this.sending) void this.flush()
  }

  close(): void {
    if (this.readyState > 1) return
    this.leave()
    if (this.key) void postPoll(this.address, { key: this.key, leave: true }, { keepalive: true }).catch(() => undefined)
  }

  /** What was said meanwhile goes together; what the server had no room for goes again. */
  private async flush(): Promise<void> {
    this.sending = true
    while (this.unsent.length && this.readyState === 1) {
      const said = { first: this.taken + 1, frames: this.bundle() }
      const answer = await this.ask(this.key ? { ...said, key: this.key } : { ...said, after: 0, wait: WAIT_S })
      if (!answer) break
      if (answer.taken === this.taken) await pause(PAUSE_MS)
      this.unsent.splice(0, answer.taken - this.taken)
      this.taken = answer.taken
      if (!this.key) {
        this.key = answer.key
        this.keep(answer)
        void this.listen()
      }
    }
    this.sending = false
  }

  private bundle(): string[] {
    let chars = 0
    return this.unsent.slice(0, BUNDLE.frames).filter((text, at) => (chars += text.length) <= BUNDLE.chars || at === 0)
  }

  private async listen(): Promise<void> {
    while (this.readyState === 1) {
      const answer = await this.ask({ key: this.key, after: this.after, wait: WAIT_S })
      if (answer) this.keep(answer)
    }
  }

  private keep({ first, frames, closed }: Answer): void {
    frames.forEach((data, at) => {
      if (first + at <= this.after || this.readyState !== 1) return
      this.after = first + at
      this.onmessage?.({ data })
    })
    if (closed) this.end(closed)
  }

  /** Null when the line is lost for good; the opening is not made twice, since only its answer proves whose poll it is. */
  private async ask(body: object): Promise<Answer | null> {
    for (let tries = this.key ? TRIES : 1; tries > 0 && this.readyState === 1; tries -= 1) {
      try {
        const answer = await this.once(body)
        if (answer.ok) return (await answer.json()) as Answer
        if (answer.status < 500 && answer.status !== 429) break
      } catch {
        // Cut, too late, or left by ourselves.
      }
      if (tries > 1) await pause(PAUSE_MS * 2 ** (TRIES - tries))
    }
    this.end(1006)
    return null
  }

  private async once(body: object): Promise<Response> {
    const line = new AbortController()
    const end = () => line.abort()
    const timer = setTimeout(end, PATIENCE_MS)
    this.lines.add(end)
    try {
      return await postPoll(this.address, body, { signal: line.signal })
    } finally {
      clearTimeout(timer)
      this.lines.delete(end)
    }
  }

  private end(code: number): void {
    if (this.readyState > 1) return
    this.leave()
    this.onclose?.({ code })
  }

  private leave(): void {
    this.readyState = 3
    for (const end of this.lines) end()
  }
}
