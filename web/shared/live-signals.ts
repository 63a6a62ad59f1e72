/** The small signals of a conversation, each with its own patience: delivered and read marks, and who is typing. */
import type { ClientFrame, TypingFrame } from '@/api/frames'

const MARK_MS = 200
const TYPING_REPEAT_MS = 3_000
const TYPING_EXPIRES_MS = 6_000

type MarkKind = 'delivered' | 'read'

/** Sends each mark at most five times a second and never backwards; after a reconnect the newest is said once more. */
export class Marks {
  private readonly newest = new Map<string, Record<MarkKind, number>>()
  private readonly due = new Set<string>()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly transmit: (frame: ClientFrame) => boolean) {}

  set(conversation: string, kind: MarkKind, number: number): void {
    const marks = this.newest.get(conversation) ?? { delivered: 0, read: 0 }
    if (number <= marks[kind]) return
    marks[kind] = number
    this.newest.set(conversation, marks)
    this.due.add(`${kind} ${conversation}`)
    this.timer ??= setTimeout(() => this.flush(), MARK_MS)
  }

  again(conversation: string): void {
    const marks = this.newest.get(conversation)
    if (marks?.delivered) this.due.add(`delivered ${conversation}`)
    if (marks?.read) this.due.add(`read ${conversation}`)
    if (marks) this.timer ??= setTimeout(() => this.flush(), MARK_MS)
  }

  forget(conversation: string): void {
    this.newest.delete(conversation)
  }

  private flush(): void {
    this.timer = undefined
    for (const key of [...this.due]) {
      const [kind, conversation] = key.split(' ') as [MarkKind, string]
      const number = this.newest.get(conversation)?.[kind]
      if (!number || this.transmit({ type: kind, conversation, number })) this.due.delete(key)
    }
  }
}

/** Says "typing" at most every three seconds, and lets what others say expire after six. */
export class Typing {
  private said = { conversation: '', at: 0 }
  private readonly heard = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(
    private readonly transmit: (frame: ClientFrame) => boolean,
    private readonly report: (frame: TypingFrame) => void,
  ) {}

  say(conversation: string, on: boolean): void {
    const now = Date.now()
    const same = this.said.conversation === conversation && this.said.at > 0
    if (on && same && now - this.said.at < TYPING_REPEAT_MS) return
    if (!on && !same) return
    this.said = { conversation, at: on ? now : 0 }
    this.transmit({ type: 'typing', conversation, on })
  }

  hear(frame: TypingFrame): void {
    const key = `${frame.conversation} ${frame.author.kind} ${frame.author.id}`
    clearTimeout(this.heard.get(key))
    this.heard.delete(key)
    if (frame.on) {
      const expire = () => {
        this.heard.delete(key)
        this.report({ ...frame, on: false })
      }
      this.heard.set(key, setTimeout(expire, TYPING_EXPIRES_MS))
    }
    this.report(frame)
  }
}
