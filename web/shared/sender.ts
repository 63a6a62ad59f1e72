/**
 * Sends commands over the socket until each has its acknowledgement: one at a time per conversation, so that order holds;
 * the same `client_id` again after every break, so that nothing doubles. Used by `live.ts`, which hands in the frames.
 */
import type { Ack, Command, ErrorFrame } from '@/api/frames'
import type { FileRef } from '@/api/types'

import { Emitter } from './emitter'
import { uuid } from './ids'
import type { OutboxItem, OutboxStore } from './outbox'

export type SendState = 'waiting' | 'sending' | 'acked' | 'failed'

export interface Pending extends OutboxItem {
  state: SendState
  error: { code: string; message: string } | null
  ack: Ack | null
}

/** The server refused a command for good; `message` is its sentence in the user's language. */
export class CommandRefused extends Error {
  override name = 'CommandRefused'

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

type WithoutId<T> = T extends unknown ? Omit<T, 'client_id'> : never
export type Draft = WithoutId<Command>

export interface AddOptions {
  /** Names a conversation that the server does not know yet, so that what follows goes to the same one. */
  thread?: string
  /** Shown beside the text until the entry arrives. */
  files?: FileRef[]
  /** The id it was given before; else a new one. */
  client_id?: string
}

export interface SenderEvents {
  /** Something about the pending commands of this thread is new. */
  changed: { thread: string }
  acked: { item: Pending; ack: Ack; thread: string }
}

const RETRY = new Set(['slowed_down', 'too_many_requests', 'storage_unavailable', 'unavailable'])
const KEPT = new Set<Command['type']>(['send', 'handover', 'rate_answer', 'edit'])
const ANSWER_MS = 20_000

export class Sender extends Emitter<SenderEvents> {
  private items: Pending[] = []
  private online = false
  private pausedUntil = 0
  private attempts = 0
  private lastMade = 0
  private pauseTimer: ReturnType<typeof setTimeout> | undefined
  /** Entries that came before their acknowledgement. */
  private readonly arrived = new Set<string>()
  private readonly answerTimers = new Map<string, ReturnType<typeof setTimeout>>()
  private readonly waiting = new Map<string, { resolve: (ack: Ack) => void; reject: (reason: Error) => void }>()

  constructor(
    private readonly transmit: (frame: Command & { id: string }) => void,
    private store: OutboxStore | null = null,
    private owner = '',
  ) {
    super()
  }

  /** Takes up what an earlier page left behind. A second owner drops the first one's from view, not from the disk. */
  async restore(store: OutboxStore, owner: string, { adopt = false } = {}): Promise<void> {
    const mine = adopt ? this.items : this.items.filter((item) => item.owner === owner || item.owner === '')
    this.store = store
    this.owner = owner
    this.items = mine.map((item) => ({ ...item, owner }))
    await Promise.all(this.items.filter((item) => item.state !== 'acked').map((item) => this.keep(item)))
    for (const item of await store.load(owner)) {
      // Asked now: what was written, or restored by another call, while the disk was read is there already.
      if (!this.find(item.client_id)) this.items.push({ ...item, state: 'waiting', error: null, ack: null })
      this.lastMade = Math.max(this.lastMade, item.made_at)
    }
    this.items.sort((a, b) => a.made_at - b.made_at)
    for (const thread of new Set(this.items.map((item) => item.thread))) this.emit('changed', { thread })
    this.pump()
  }

  pending(thread: string): Pending[] {
    return this.items.filter((item) => item.thread === thread)
  }

  /** All that would be kept for the next page, in the order of writing. */
  unsent(): OutboxItem[] {
    return this.items.filter((item) => item.state !== 'acked' && KEPT.has(item.command.type)).map(kept)
  }

  threads(): string[] {
    return [...new Set(this.items.map((item) => item.thread))]
  }

  add(draft: Draft, { thread, files = [], client_id = uuid() }: AddOptions = {}): { client_id: string; thread: string; done: Promise<Ack> } {
    const command = { ...draft, client_id }
    const name = command.conversation ?? thread ?? `new:${client_id}`
    this.lastMade = Math.max(Date.now(), this.lastMade + 1)
    const item: Pending = { client_id, owner: this.owner, thread: name, command, files, made_at: this.lastMade, state: 'waiting', error: null, ack: null }
    const done = new Promise<Ack>((resolve, reject) => this.waiting.set(client_id, { resolve, reject }))
    done.catch(() => undefined)
    this.items.push(item)
    void this.keep(item)
    this.emit('changed', { thread: name })
    this.pump()
    return { client_id, thread: name, done }
  }

  /** Tries a refused command once more, under a new id when the old one stands for something else. */
  resend(client_id: string): void {
    const item = this.find(client_id)
    if (item?.state !== 'failed') return
    // What may be a secret is sent again with its writer's word that it is none.
    if (item.error?.code.startsWith('maybe_')) {
      item.command = { ...item.command, as_is: true } as typeof item.command
      void this.keep(item)
    }
    if (item.error?.code === 'idempotency_mismatch') {
      void this.store?.remove(client_id)
      item.client_id = uuid()
      item.command = { ...item.command, client_id: item.client_id }
      void this.keep(item)
    }
    this.set(item, 'waiting')
    this.pump()
  }

  discard(client_id: string): void {
    const item = this.find(client_id)
    if (!item || item.state === 'acked') return
    this.drop(item)
    this.pump()
  }

  /** The entry itself has arrived: nothing pending is left to show. */
  settle(client_id: string): void {
    const item = this.find(client_id)
    if (!item) return
    if (item.state === 'acked') this.drop(item)
    else this.arrived.add(client_id)
  }

  connected(): void {
    this.online = true
    this.attempts = 0
    this.pump()
  }

  disconnected(): void {
    this.online = false
    for (const item of this.items) if (item.state === 'sending') this.set(item, 'waiting')
    for (const timer of this.answerTimers.values()) clearTimeout(timer)
    this.answerTimers.clear()
  }

  acknowledge(ack: Ack): void {
    const item = this.find(ack.client_id)
    if (!item || item.state === 'acked') return
    const before = item.thread
    this.answered(item)
    this.attempts = 0
    for (const other of this.items) {
      if (other.thread !== before || before === ack.conversation) continue
      other.thread = ack.conversation
      if (other !== item) {
        other.command = { ...other.command, conversation: ack.conversation }
        if (other.state !== 'acked') void this.keep(other)
      }
    }
    item.ack = ack
    void this.store?.remove(item.client_id)
    this.set(item, 'acked')
    if (item.command.type !== 'send' || this.arrived.delete(item.client_id)) this.drop(item)
    this.emit('acked', { item, ack, thread: before })
    this.emit('changed', { thread: before })
    this.waiting.get(item.client_id)?.resolve(ack)
    this.waiting.delete(item.client_id)
    this.pump()
  }

  /** True when the error belonged to a command. */
  refuse(error: ErrorFrame): boolean {
    const item = this.find(error.client_id ?? error.ref ?? '')
    if (!item) return false
    this.answered(item)
    if (RETRY.has(error.code)) {
      this.attempts += 1
      const delay = error.retry_after === undefined ? Math.min(30_000, 500 * 2 ** this.attempts) : error.retry_after * 1000
      this.pausedUntil = Date.now() + delay
      this.set(item, 'waiting')
      clearTimeout(this.pauseTimer)
      this.pauseTimer = setTimeout(() => this.pump(), delay)
      return true
    }
    item.error = { code: error.code, message: error.message }
    this.set(item, 'failed')
    this.waiting.get(item.client_id)?.reject(new CommandRefused(error.code, error.message))
    this.waiting.delete(item.client_id)
    if (!KEPT.has(item.command.type)) this.drop(item)
    this.pump()
    return true
  }

  private pump(): void {
    if (!this.online || Date.now() < this.pausedUntil) return
    const busy = new Set<string>()
    for (const item of this.items) {
      if (busy.has(item.thread) || item.state === 'failed' || item.state === 'acked') continue
      busy.add(item.thread)
      if (item.state === 'waiting') this.send(item)
    }
  }

  private send(item: Pending): void {
    item.error = null
    this.set(item, 'sending')
    this.answerTimers.set(
      item.client_id,
      setTimeout(() => {
        if (item.state !== 'sending') return
        this.set(item, 'waiting')
        this.pump()
      }, ANSWER_MS),
    )
    this.transmit({ ...item.command, id: item.client_id })
  }

  private answered(item: Pending): void {
    clearTimeout(this.answerTimers.get(item.client_id))
    this.answerTimers.delete(item.client_id)
  }

  private set(item: Pending, state: SendState): void {
    item.state = state
    this.emit('changed', { thread: item.thread })
  }

  private drop(item: Pending): void {
    this.answered(item)
    this.items = this.items.filter((other) => other !== item)
    void this.store?.remove(item.client_id)
    this.emit('changed', { thread: item.thread })
  }

  private find(client_id: string): Pending | undefined {
    return this.items.find((item) => item.client_id === client_id)
  }

  private async keep(item: Pending): Promise<void> {
    if (!this.store || !KEPT.has(item.command.type)) return
    await this.store.put(kept(item))
  }
}

function kept({ client_id, owner, thread, command, files, made_at }: Pending): OutboxItem {
  return { client_id, owner, thread, command, files: [...files], made_at }
}
