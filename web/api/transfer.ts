/**
 * A file on its way up. What is small goes in one go; what is larger goes in pieces (tus 1.0, docs/protocol.md section 3.3), so that
 * a cut line costs one piece: it waits for the network and goes on where the server stands, also on the next page, when the
 * same file is picked again. It can be paused and called off.
 */
import { ApiError, headersOf, problem } from './http'
import type { FileRef } from './types'

/** What its giver says of a file, put with it as soon as it is there. */
export const captions = new WeakMap<File, string>()

/** Of a zip: its files, and what was left out of it, told in the reader's language. */
interface Opened {
  files: FileRef[]
  left_out: LeftOut[]
}

export interface LeftOut {
  name: string
  message: string
  /** What to do instead; empty where there is nothing. */
  next: string
}

export const leftOut = new WeakMap<File, readonly LeftOut[]>()

/** `waiting`: the line is cut, it goes on by itself. */
export type TransferState = 'up' | 'waiting' | 'paused'

export interface TransferOptions {
  /** Where the whole file goes in one go, and where pieces go. */
  path: string
  pieces: string
  session?: string | null
  locale?: string
  /** From 0 to 1. */
  onProgress?: (share: number) => void
  onState?: (state: TransferState) => void
}

const AT_ONCE = 256 * 1024
const PIECE = { first: 256 * 1024, least: 64 * 1024, most: 4 * 1024 * 1024 }
/** A piece should take about so long: less, and the next one is larger; more, and it is smaller. */
const QUICK_MS = 1_000
const SLOW_MS = 8_000
const BACKOFF_MS = { first: 1_000, most: 30_000 }
const TUS = { 'Tus-Resumable': '1.0.0' }

/** A lone surrogate, which some systems allow in a name, would make `encodeURIComponent` throw. */
const utf8 = (text: string) => new TextEncoder().encode(text)
const wellFormed = (text: string) => new TextDecoder().decode(utf8(text))
const base64 = (text: string) => btoa(String.fromCharCode(...utf8(text)))

/** What comes of it is one file; of a customer's zip (`Transfer<FileRef | FileRef[]>`) it may be several. */
export class Transfer<Made extends FileRef | FileRef[] = FileRef> {
  readonly resumable: boolean
  state: TransferState = 'up'

  private readonly memory: string
  private address: string | null = null
  private offset = 0
  private piece = PIECE.first
  private tries = 0
  private cancelled = false
  private line: XMLHttpRequest | null = null
  private goOn: (() => void) | null = null

  constructor(
    private readonly file: File,
    private readonly options: TransferOptions,
  ) {
    this.resumable = file.size > AT_ONCE
    this.memory = `fairlead-upload ${options.pieces} ${file.size} ${file.lastModified} ${file.name}`
  }

  pause(): void {
    if (!this.resumable || this.state === 'paused') return
    this.turn('paused')
    if (this.address) this.line?.abort()
    this.goOn?.()
  }

  resume(): void {
    if (this.state !== 'paused') return
    this.tries = 0
    this.turn('up')
    this.goOn?.()
  }

  /** Calls it off: what was sent is forgotten by the server too. */
  cancel(): void {
    this.cancelled = true
    this.line?.abort()
    this.goOn?.()
    if (this.address) void this.send('DELETE', this.address, TUS, null).catch(() => undefined)
    this.remember(null)
  }

  /** Rejects with an `AbortError` when called off, with an `ApiError` when the server will not have it. */
  async run(): Promise<Made> {
    let made = await this.carry()
    let told = ''
    // Until nothing more was said while the last of it was told. Without it the file is a file all the same.
    for (let words = this.words(); words !== told; words = this.words()) {
      made = await this.say(made, words).catch(() => made)
      told = words
    }
    return made
  }

  private words(): string {
    return captions.get(this.file)?.trim() ?? ''
  }

  /** In place of what was said of it before. */
  async say(made: Made, caption: string): Promise<Made> {
    return (Array.isArray(made) ? await Promise.all(made.map((ref) => this.sayOf(ref, caption))) : await this.sayOf(made, caption)) as Made
  }

  private async sayOf(ref: FileRef, caption: string): Promise<FileRef> {
    const done = await this.send('PUT', `${this.options.path}/${ref.id}/caption`, { 'Content-Type': 'application/json' }, new Blob([JSON.stringify({ caption })]))
    return JSON.parse(done.responseText) as FileRef
  }

  private async carry(): Promise<Made> {
    if (!this.resumable) return this.whole()
    this.address = this.recalled()
    let sure = !this.address
    for (;;) {
      await this.free()
      try {
        if (!sure) await this.look()
        sure = true
        this.address ??= await this.begin()
        while (this.offset < this.file.size) {
          await this.free()
          await this.append(this.address)
        }
        const done = await this.send('POST', `${this.address}/file`, {}, null)
        this.remember(null)
        return this.read(done.responseText)
      } catch (reason) {
        if (this.cancelled) throw reason
        sure = false
        if (!(await this.patient(reason))) throw reason
      }
    }
  }

  private read(text: string): Made {
    const made = JSON.parse(text) as FileRef | Opened
    if (!('files' in made)) return made as Made
    leftOut.set(this.file, made.left_out)
    return made.files as Made
  }

  private async whole(): Promise<Made> {
    const headers = { 'Content-Type': this.file.type || 'application/octet-stream', 'X-File-Name': encodeURIComponent(wellFormed(this.file.name)) }
    const done = await this.send('POST', this.options.path, headers, this.file, (sent) => this.tell(sent))
    return this.read(done.responseText)
  }

  private async begin(): Promise<string> {
    const headers = { ...TUS, 'Upload-Length': String(this.file.size), 'Upload-Metadata': `filename ${base64(this.file.name)}` }
    const address = (await this.send('POST', this.options.pieces, headers, null)).getResponseHeader('Location') ?? ''
    this.offset = 0
    this.remember(address)
    return address
  }

  private async look(): Promise<void> {
    if (!this.address) return
    try {
      this.offset = Number((await this.send('HEAD', this.address, TUS, null)).getResponseHeader('Upload-Offset'))
      this.tell(0)
    } catch (reason) {
      // It ended, or belongs to a session that did: it begins anew.
      if (!(reason instanceof ApiError) || reason.status !== 404) throw reason
      this.remember(null)
      this.address = null
    }
  }

  private async append(address: string): Promise<void> {
    const started = Date.now()
    const headers = { ...TUS, 'Upload-Offset': String(this.offset), 'Content-Type': 'application/offset+octet-stream' }
    const body = this.file.slice(this.offset, this.offset + this.piece)
    const done = await this.send('PATCH', address, headers, body, (sent) => this.tell(sent))
    this.offset = Number(done.getResponseHeader('Upload-Offset'))
    this.tries = 0
    this.tell(0)
    const took = Date.now() - started
    if (took < QUICK_MS) this.piece = Math.min(PIECE.most, this.piece * 2)
    else if (took > SLOW_MS) this.piece = Math.max(PIECE.least, this.piece / 2)
  }

  /** Waits while it is paused. */
  private async free(): Promise<void> {
    while (this.state === 'paused' && !this.cancelled) await new Promise<void>((go) => (this.goOn = go))
    this.goOn = null
    if (this.cancelled) throw new DOMException('called off', 'AbortError')
  }

  /** False for what no patience helps with; else waits: for the network, a growing while, or the end of a pause. */
  private async patient(reason: unknown): Promise<boolean> {
    if (this.state === 'paused') return true
    const passing = reason instanceof ApiError && (reason.offline || reason.status >= 500 || reason.code === 'too_many_requests' || reason.code === 'upload_offset')
    if (!passing) {
      this.remember(null)
      return false
    }
    this.piece = PIECE.first
    this.turn('waiting')
    const most = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** this.tries++)
    await new Promise<void>((done) => {
      const go = () => {
        clearTimeout(timer)
        removeEventListener('online', go)
        done()
      }
      const timer = setTimeout(go, Math.max(most, 1000 * (reason.retryAfter ?? 0)))
      addEventListener('online', go)
      this.goOn = go
    })
    this.goOn = null
    // It may have been paused meanwhile.
    if ((this.state as TransferState) === 'waiting') this.turn('up')
    return true
  }

  private turn(state: TransferState): void {
    this.state = state
    this.options.onState?.(state)
  }

  private tell(sent: number): void {
    this.options.onProgress?.(Math.min(1, (this.offset + sent) / this.file.size))
  }

  private recalled(): string | null {
    try {
      return localStorage.getItem(this.memory)
    } catch {
      return null
    }
  }

  private remember(address: string | null): void {
    try {
      if (address) localStorage.setItem(this.memory, address)
      else localStorage.removeItem(this.memory)
    } catch {
      // Without storage it goes on within this page only.
    }
  }

  /** `XMLHttpRequest`, because `fetch` cannot tell how much has gone up. */
  private send(method: string, path: string, headers: Record<string, string>, body: Blob | null, onSent?: (bytes: number) => void): Promise<XMLHttpRequest> {
    const { session, locale } = this.options
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open(method, path)
      const given = headersOf({ headers, ...(session ? { session } : {}), ...(locale ? { locale } : {}) })
      for (const [name, value] of Object.entries(given)) request.setRequestHeader(name, value)
      if (onSent) request.upload.onprogress = (event) => onSent(event.loaded)
      request.onload = () => {
        if (request.status >= 200 && request.status < 300) resolve(request)
        else reject(problem(request.status, request.responseText, request.getResponseHeader('Retry-After')))
      }
      request.onerror = () => reject(new ApiError(0, 'offline', ''))
      request.onabort = () => reject(new DOMException('called off', 'AbortError'))
      if (method !== 'DELETE') this.line = request
      request.send(body)
    })
  }
}
