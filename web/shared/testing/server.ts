/**
 * A small server of docs/protocol.md behind a fake WebSocket, for unit tests: conversations with dense numbers, resume,
 * receipts, acknowledgements by `client_id`. Tests may cut the wire, lose frames, and refuse.
 */
import type { ClientFrame, ServerFrame } from '@/api/frames'
import type { Author, Conversation, Entry } from '@/api/types'

export const customer: Author = { kind: 'customer', id: 'c1', name: 'Lin' }
export const agent: Author = { kind: 'agent', id: 'a1', name: 'Marco' }

export function conversation(id: string, over: Partial<Conversation> = {}): Conversation {
  const at = '2026-11-21T09:00:00.000000Z'
  return {
    id, brand: 'northlight', channel: 'webchat', status: 'open', handler: 'bot', locale: 'en', subject: '', preview: '', preview_author: null,
    assignee: null, waiting_since: null, created_at: at, updated_at: at, last: 0, last_public: 0, unread: 0,
    receipts: { customer: { delivered: 0, read: 0 }, agents: { delivered: 0, read: 0 } }, ...over,
  }
}

export function message(number: number, over: Partial<Entry> = {}): Entry {
  return {
    id: `e${number}`, number, public_number: number, kind: 'message', author: agent, at: new Date(Date.UTC(2026, 10, 21, 9, 0, number)).toISOString(),
    text: `text ${number}`, files: [], data: {}, redacted: false, ...over,
  } as Entry
}

export class FakeSocket {
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  readonly sent: ClientFrame[] = []
  subscriptions = new Set<string>()

  constructor(private readonly server: FakeServer) {
    setTimeout(() => {
      if (this.readyState === 0) {
        this.readyState = 1
        this.onopen?.()
      }
    })
  }

  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame
    this.sent.push(frame)
    this.server.heard.push(frame)
    this.server.take(this, frame)
  }

  close(): void {
    this.readyState = 3
  }

  /** From the server, or a cut wire (1006). */
  drop(code: number): void {
    if (this.readyState > 1) return
    this.readyState = 3
    this.onclose?.({ code })
  }

  tell(frame: ServerFrame): void {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

export class FakeServer {
  sockets: FakeSocket[] = []
  heard: ClientFrame[] = []
  conversations = new Map<string, { head: Conversation; entries: Entry[] }>()
  /** What a command is answered with instead of an `ack`; null: no answer at all. */
  refuse: (frame: ClientFrame) => ServerFrame | null | undefined = () => undefined
  /** Loses a frame on its way to the client. */
  lose: (frame: ServerFrame) => boolean = () => false
  resync = false
  acceptHello = true
  private readonly acks = new Map<string, ServerFrame>()

  open = (): WebSocket => {
    const socket = new FakeSocket(this)
    this.sockets.push(socket)
    return socket as unknown as WebSocket
  }

  get socket(): FakeSocket {
    return this.sockets.at(-1)!
  }

  start(id: string, over: Partial<Conversation> = {}): void {
    this.conversations.set(id, { head: conversation(id, over), entries: [] })
  }

  add(id: string, over: Partial<Entry> = {}): Entry {
    const held = this.conversations.get(id)!
    const number = held.entries.length + 1
    const entry = message(number, { id: `${id}-${number}`, ...over })
    if (entry.kind === 'redaction') {
      const target = entry.data.entry
      held.entries = held.entries.map((old) => (old.id === target ? ({ ...old, text: '', files: [], data: {}, redacted: true } as Entry) : old))
    }
    held.entries.push(entry)
    const read = { delivered: number, read: number }
    const receipts = { ...held.head.receipts, ...(entry.author.kind === 'customer' ? { customer: read } : entry.author.kind === 'agent' ? { agents: read } : {}) }
    held.head = { ...held.head, last: number, last_public: number, updated_at: entry.at, receipts }
    for (const socket of this.sockets) if (socket.subscriptions.has(id)) this.tell(socket, { type: 'entry', conversation: id, entry })
    return entry
  }

  tell(socket: FakeSocket, frame: ServerFrame): void {
    if (!this.lose(frame)) socket.tell(frame)
  }

  take(socket: FakeSocket, frame: ClientFrame): void {
    const ref = frame.id ? { ref: frame.id } : {}
    if (frame.type === 'hello') {
      if (!this.acceptHello) {
        setTimeout(() => socket.drop(4401))
        return
      }
      const limits = { text_chars: 10_000, text_bytes: 40_000, files: 10, file_types: {} }
      const me = { kind: 'customer' as const, id: 'c1', name: 'Lin', verified: true }
      return this.tell(socket, { type: 'welcome', ...ref, version: 1, heartbeat_ms: 30_000, limits, me, time: '' })
    }
    if (frame.type === 'subscribe' && 'conversation' in frame) return this.subscribe(socket, frame.conversation, frame.after, ref)
    if (frame.type === 'ping') return this.tell(socket, { type: 'pong', ...ref })
    if ('client_id' in frame) this.command(socket, frame, ref)
  }

  private subscribe(socket: FakeSocket, id: string, after: number, ref: { ref?: string }): void {
    const held = this.conversations.get(id)
    if (!held) return this.tell(socket, { type: 'error', ...ref, code: 'not_found', message: 'Not there.' })
    socket.subscriptions.add(id)
    const from = this.resync ? Math.max(1, held.head.last - 1) : after + 1
    this.tell(socket, { type: 'subscribed', ...ref, conversation: held.head, from, last: held.head.last, resync: this.resync })
    for (const entry of held.entries.filter((one) => one.number >= from)) this.tell(socket, { type: 'entry', conversation: id, entry })
  }

  private command(socket: FakeSocket, frame: Extract<ClientFrame, { client_id: string }>, ref: { ref?: string }): void {
    const answer = this.refuse(frame)
    if (answer !== undefined) return answer ? this.tell(socket, answer) : undefined
    const known = this.acks.get(frame.client_id)
    if (known) return this.tell(socket, { ...known, ...ref })
    const id = frame.conversation ?? `k${this.conversations.size + 1}`
    if (!this.conversations.has(id)) this.start(id)
    const entry = this.add(id, { author: customer, client_id: frame.client_id, text: 'text' in frame ? frame.text : '' })
    const ack: ServerFrame = { type: 'ack', client_id: frame.client_id, conversation: id, entry: entry.id, number: entry.number, public_number: entry.number, at: entry.at }
    this.acks.set(frame.client_id, ack)
    this.tell(socket, { ...ack, ...ref })
  }
}
