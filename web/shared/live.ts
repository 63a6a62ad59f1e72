/**
 * The socket of docs/protocol.md as both faces use it: says hello, follows conversations and the workspace from the last
 * number it holds, notices gaps, sends commands through `sender.ts` until acknowledged, and comes back after every break.
 *
 * A frame reaches its listener only when it fits: entries of a conversation come in dense numbers, each once.
 */
import type { Ack, ClientFrame, Credentials, ErrorFrame, FrameOf, Position, ServerFrame, Subscribed, Welcome } from '@/api/frames'

import { Emitter } from './emitter'
import { Marks, Typing } from './live-signals'
import type { LiveEvents, LiveOptions, LiveState } from './live-types'
import { Road } from './road'
import { type AddOptions, type Draft, Sender } from './sender'

export type { LiveEvents, LiveState } from './live-types'

interface Follow {
  last: number
  /** The `id` of a `subscribe` on its way. */
  asked: string | null
}

const HELLO_MS = 15_000
const PROBE_MS = 5_000
/** A command that hears nothing for so long makes us doubt the connection. */
const ANSWER_MS = 3_000
const STABLE_MS = 5_000
const BACKOFF_MS = { first: 500, most: 30_000 }

function liveUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`
}

export class Live extends Emitter<LiveEvents> {
  readonly sender = new Sender((frame) => this.ask(frame))
  state: LiveState = 'idle'

  private socket: WebSocket | null = null
  private generation = 0
  private welcomed = false
  private welcomedAt = 0
  private attempts = 0
  private lostSessions = 0
  private retryAfter: number | null = null
  private heartbeat = 30_000
  private counter = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private watchTimer: ReturnType<typeof setTimeout> | undefined
  private doubted = false
  private readonly follows = new Map<string, Follow>()
  private workspace: { position: Position | undefined } | null = null
  private readonly marks = new Marks((frame) => this.transmit(frame))
  private readonly typist = new Typing(
    (frame) => this.transmit(frame),
    (frame) => this.emit('typing', frame),
  )

  private readonly road: Road

  constructor(private readonly options: LiveOptions) {
    super()
    this.road = new Road(options.url ?? liveUrl(), options.makeSocket ?? ((url) => new WebSocket(url)), options.makePoll)
  }

  start(): void {
    if (this.state !== 'idle' && this.state !== 'stopped') return
    addEventListener('online', this.wake)
    addEventListener('offline', this.wake)
    addEventListener('pageshow', this.wake)
    document.addEventListener('visibilitychange', this.wake)
    this.attempts = 0
    void this.connect()
  }

  stop(): void {
    removeEventListener('online', this.wake)
    removeEventListener('offline', this.wake)
    removeEventListener('pageshow', this.wake)
    document.removeEventListener('visibilitychange', this.wake)
    this.hangUp()
    this.setState('stopped', 'closed')
  }

  /** Says hello anew with other credentials or another locale; what is followed goes on where it was. */
  reconnect(): void {
    if (this.state === 'idle' || this.state === 'stopped') return
    this.hangUp()
    this.attempts = 0
    void this.connect()
  }

  /** Follows a conversation from the entry after `after`; again with the same id is harmless. */
  follow(conversation: string, after: number): void {
    if (this.follows.has(conversation)) return
    const follow: Follow = { last: after, asked: null }
    this.follows.set(conversation, follow)
    if (this.welcomed) this.subscribe(conversation, follow)
  }

  unfollow(conversation: string): void {
    if (!this.follows.delete(conversation)) return
    this.marks.forget(conversation)
    if (this.welcomed) this.transmit({ type: 'unsubscribe', conversation })
  }

  unfollowAll(): void {
    for (const conversation of [...this.follows.keys()]) this.unfollow(conversation)
  }

  isFollowed(conversation: string): boolean {
    return this.follows.has(conversation)
  }

  /** Agents: follows the lists from the position that came with them. */
  followWorkspace(position?: Position): void {
    this.workspace = { position }
    if (this.welcomed) this.subscribeWorkspace()
  }

  /** Sends a command until it is acknowledged or refused; `done` rejects with `CommandRefused`. */
  command(draft: Draft, options?: AddOptions): { client_id: string; thread: string; done: Promise<Ack> } {
    return this.sender.add(draft, options)
  }

  read(conversation: string, number: number): void {
    this.marks.set(conversation, 'read', number)
  }

  typing(conversation: string, on: boolean): void {
    if (this.welcomed) this.typist.say(conversation, on)
  }

  // The connection

  private async connect(): Promise<void> {
    clearTimeout(this.retryTimer)
    const generation = ++this.generation
    if (this.state !== 'offline') this.setState('connecting')
    let credentials: Credentials
    try {
      credentials = await this.options.credentials()
    } catch {
      if (generation === this.generation) this.retry(this.backoff())
      return
    }
    if (generation !== this.generation) return
    const socket = (this.socket = this.road.open())
    socket.onopen = () => {
      const locale = this.options.locale?.()
      this.transmit({ type: 'hello', version: 1, ...credentials, ...(locale ? { locale } : {}) })
    }
    socket.onmessage = (event) => {
      if (socket === this.socket) this.receive(String(event.data))
    }
    socket.onclose = (event) => {
      if (socket === this.socket) this.closed(event.code)
    }
    this.watch(HELLO_MS)
  }

  private closed(code: number): void {
    this.road.ended(code, this.welcomed ? Date.now() - this.welcomedAt : null)
    // A server that takes the hello and falls over again gets growing patience too.
    if (this.welcomed && Date.now() - this.welcomedAt > STABLE_MS) this.attempts = 0
    this.hangUp()
    if (code === 4403) return this.giveUp('forbidden')
    if (code === 4401) {
      this.options.sessionLost?.()
      this.lostSessions += 1
      return this.retry(this.lostSessions > 1 ? this.backoff() : 0)
    }
    if (code === 1012) return this.retry(this.attempts === 0 ? this.chance() * 1000 : this.backoff())
    if (code === 4429) return this.retry((this.retryAfter ?? 5) * 1000 + this.chance() * 1000)
    this.retry(this.backoff())
  }

  private hangUp(): void {
    this.generation += 1
    clearTimeout(this.retryTimer)
    clearTimeout(this.watchTimer)
    const socket = this.socket
    this.socket = null
    this.road.rest()
    this.welcomed = this.doubted = false
    for (const follow of this.follows.values()) follow.asked = null
    this.sender.disconnected()
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null
      if (socket.readyState <= 1) socket.close(1000)
    }
  }

  private retry(delay: number): void {
    this.attempts += 1
    this.setState('offline')
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => void this.connect(), delay)
  }

  private giveUp(reason: 'forbidden' | 'outdated'): void {
    this.hangUp()
    this.setState('stopped', reason)
  }

  /** Doubles up to half a minute, the later half of each at random, so that a crowd does not come back at once. */
  private backoff(): number {
    const whole = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** this.attempts)
    return whole / 2 + (this.chance() * whole) / 2
  }

  private chance(): number {
    return (this.options.random ?? Math.random)()
  }

  /** The network came or went, or the page is back: try at once, or make sure that the open socket is not a dead one. */
  private readonly wake = (): void => {
    if (document.visibilityState === 'hidden') return
    if (this.state === 'offline') {
      this.attempts = 0
      void this.connect()
    } else if (this.welcomed) this.ping(PROBE_MS)
  }

  /** Hangs up when nothing at all is heard within this time; a ping is asked for before. */
  private watch(patience: number): void {
    clearTimeout(this.watchTimer)
    this.watchTimer = setTimeout(() => this.closed(0), patience)
  }

  private ping(patience: number): void {
    this.doubted = true
    this.transmit({ type: 'ping' })
    this.watch(patience)
  }

  /** A connection may be dead for minutes before the browser knows; who has just written finds out in seconds. */
  private ask(frame: ClientFrame): void {
    if (this.welcomed && !this.doubted) {
      this.doubted = true
      clearTimeout(this.watchTimer)
      this.watchTimer = setTimeout(() => this.ping(PROBE_MS), ANSWER_MS)
    }
    this.transmit(frame)
  }

  private heard(): void {
    this.doubted = false
    clearTimeout(this.watchTimer)
    this.watchTimer = setTimeout(() => this.ping(Math.max(PROBE_MS, this.heartbeat)), this.heartbeat)
  }

  private setState(state: LiveState, reason: LiveEvents['state']['reason'] = ''): void {
    if (this.state === state) return
    this.state = state
    this.emit('state', { state, reason })
  }

  /** Now or never: false when there is no connection. */
  transmit(frame: ClientFrame): boolean {
    const ready = this.socket?.readyState === 1 && (this.welcomed || frame.type === 'hello')
    if (ready) this.socket?.send(JSON.stringify(frame))
    return ready
  }

  private subscribe(conversation: string, follow: Follow): void {
    if (follow.asked) return
    follow.asked = `s${++this.counter}`
    this.transmit({ type: 'subscribe', id: follow.asked, conversation, after: follow.last })
  }

  private subscribeWorkspace(): void {
    const after = this.workspace?.position
    this.transmit({ type: 'subscribe', id: 'workspace', workspace: true, ...(after === undefined ? {} : { after }) })
  }

  // What comes in

  private receive(text: string): void {
    let frame: ServerFrame
    try {
      // `null` and bare words are JSON, too.
      frame = Object(JSON.parse(text)) as ServerFrame
    } catch {
      return
    }
    if (this.welcomed) this.heard()
    switch (frame.type) {
      case 'welcome':
        return this.onWelcome(frame)
      case 'subscribed':
        return this.onSubscribed(frame)
      case 'entry':
        return this.onEntry(frame)
      case 'typing':
        return this.typist.hear(frame)
      case 'workspace':
      case 'changed':
        if (this.workspace) this.workspace.position = frame.position
        if (frame.type === 'workspace') this.emit('workspace', frame)
        else this.emit('changed', frame)
        return
      case 'ack':
        return this.sender.acknowledge(frame)
      case 'error':
        return this.onError(frame)
      case 'conversation':
        return this.emit('conversation', frame)
      case 'receipt':
        return this.emit('receipt', frame)
      case 'presence':
        return this.emit('presence', frame)
      case 'place':
        return this.emit('place', frame)
      case 'viewers':
      case 'mentioned':
      case 'emergency':
        return this.emit('colleagues', frame)
      default:
        // `done`, `pong`, and whatever a newer server adds.
        return
    }
  }

  private onWelcome(frame: Welcome): void {
    this.welcomed = true
    this.welcomedAt = Date.now()
    this.lostSessions = 0
    this.retryAfter = null
    this.heartbeat = frame.heartbeat_ms
    this.heard()
    this.road.welcomed(() => this.reconnect())
    this.emit('welcome', frame)
    for (const [conversation, follow] of this.follows) this.subscribe(conversation, follow)
    if (this.workspace) this.subscribeWorkspace()
    this.setState('online')
    this.sender.connected()
  }

  private onSubscribed(frame: Subscribed): void {
    const id = frame.conversation.id
    const follow = this.follows.get(id)
    if (!follow) return
    follow.asked = null
    // A server put back to an older state holds less than this client: what it holds is the truth.
    const lost = frame.resync || frame.from > follow.last + 1 || frame.last < follow.last
    if (lost) follow.last = frame.from - 1
    this.emit('subscribed', lost ? { ...frame, resync: true } : frame)
    this.marks.again(id)
  }

  private onEntry(frame: FrameOf<'entry'>): void {
    const { conversation, entry } = frame
    const follow = this.follows.get(conversation)
    if (!follow || entry.number <= follow.last) return
    if (entry.number > follow.last + 1) return this.subscribe(conversation, follow)
    follow.last = entry.number
    if (entry.client_id) this.sender.settle(entry.client_id)
    else if (entry.public_number !== null) this.marks.set(conversation, 'delivered', entry.public_number)
    if (entry.kind === 'message') this.typist.hear({ type: 'typing', conversation, author: entry.author, on: false })
    this.emit('entry', frame)
  }

  private onError(frame: ErrorFrame): void {
    if (frame.retry_after !== undefined) this.retryAfter = frame.retry_after
    if (this.sender.refuse(frame)) return
    if (frame.code === 'unsupported_version') return this.giveUp('outdated')
    for (const [conversation, follow] of this.follows) {
      if (frame.ref === undefined || follow.asked !== frame.ref) continue
      follow.asked = null
      if (frame.code === 'not_found' || frame.code === 'not_allowed') {
        this.follows.delete(conversation)
        this.emit('gone', { conversation, code: frame.code })
      } else setTimeout(() => this.follows.get(conversation) === follow && this.welcomed && this.subscribe(conversation, follow), 1000 * (frame.retry_after ?? 2))
      return
    }
    this.emit('error', frame)
  }
}
