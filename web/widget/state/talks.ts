/** The customer's conversations: each a timeline that the socket carries on, and what is still on its way out. */
import { computed, shallowReactive, shallowRef } from 'vue'

import { listConversations, listEntries } from '@/api/customer'
import type { Conversation, Entry, FileRef, Limits } from '@/api/types'
import { uuid } from '@/shared/ids'
import { Live, type LiveState } from '@/shared/live'
import { openOutbox } from '@/shared/outbox'
import type { Pending } from '@/shared/sender'
import { type Timeline, apply, begin, firstNumber, prepend } from '@/shared/timeline'
import type { Place, ServerFrame } from '@/api/frames'

import { host } from '../host'
import { brandKey, forget, recall, remember } from '../place'
import { locale, t } from '../texts'
import { online } from './home'
import { passedOn } from './passed'
import { customer, hasSession, lostSession, session, sessions, withSession } from './session'
import { sparing } from './sparing'

export const talks = shallowReactive(new Map<string, Timeline>())
export const pendings = shallowReactive(new Map<string, readonly Pending[]>())
export const listState = shallowRef<'none' | 'loading' | 'ready' | 'failed'>('none')
export const nextPage = shallowRef<string | null>(null)
export const connection = shallowRef<{ state: LiveState; reason: string }>({ state: 'idle', reason: '' })
export const limits = shallowRef<Limits>({ text_chars: 10_000, text_bytes: 40_000, files: 10, file_types: {} })
/** Conversations begun here before the server had named them. */
const named = shallowReactive(new Map<string, string>())
/** Answers rated here a moment ago: shown at once, before the server's own word. */
export const ratedNow = shallowReactive(new Map<string, boolean>())
/** Where one stands who waits for a person; null once he waits no more. */
export const places = shallowReactive(new Map<string, Place | null>())

export const live = new Live({
  credentials: async () => ({ session: await session() }),
  sessionLost: lostSession,
  locale: () => locale.value,
})

export const openedOutbox = openOutbox(`fairlead-${brandKey}`)

export const sorted = computed(() =>
  [...talks.values()].sort((a, b) => (a.conversation.updated_at < b.conversation.updated_at ? 1 : -1)),
)

/** What the other side said, or asked by a card. */
const isNews = (entry: Entry) =>
  entry.author.kind !== 'customer' && (entry.kind === 'message' || (entry.kind === 'card' && entry.data.card.state === 'asked'))

/** Public entries of the other side above the customer's own read mark. */
export function unreadOf(timeline: Timeline): number {
  const { conversation, entries } = timeline
  const read = conversation.receipts.customer.read
  if (firstNumber(timeline) > read + 1 && timeline.more) return conversation.unread
  return entries.filter((entry) => entry.number > read && isNews(entry)).length
}

export const unread = computed(() => [...talks.values()].reduce((sum, timeline) => sum + unreadOf(timeline), 0))

export const newThread = (): string => `new:${uuid()}`

/** The server's id, once there is one. */
export const threadId = (thread: string): string => named.get(thread) ?? thread

function carry(id: string, frame: ServerFrame): void {
  const before = talks.get(id)
  if (!before) return
  const after = apply(before, frame)
  if (after !== before) talks.set(id, after)
}

live.on('subscribed', (frame) => {
  const { id } = frame.conversation
  if (talks.has(id)) carry(id, frame)
  else talks.set(id, begin(frame.conversation, { entries: [], more: frame.from > 1 }))
})
live.on('entry', (frame) => {
  carry(frame.conversation, frame)
  const looked = host.isOpen && document.visibilityState === 'visible' && document.hasFocus()
  if (isNews(frame.entry) && !looked) void import('../sound').then(({ ring }) => ring(frame.entry.id))
})
live.on('receipt', (frame) => carry(frame.conversation, frame))
live.on('typing', (frame) => carry(frame.conversation, frame))
live.on('conversation', (frame) => {
  if (talks.has(frame.conversation.id)) carry(frame.conversation.id, frame)
  else adopt(frame.conversation)
})
live.on('presence', (frame) => (online.value = frame.online))
live.on('place', (frame) => places.set(frame.conversation, frame.place))
live.on('state', (event) => (connection.value = event))
live.on('gone', ({ conversation }) => talks.delete(conversation))
live.on('welcome', (frame) => {
  limits.value = frame.limits
  void loadList()
})
live.sender.on('changed', ({ thread }) => {
  const items = live.sender.pending(thread).map((item) => ({ ...item }))
  if (items.length) pendings.set(thread, items)
  else pendings.delete(thread)
})
live.sender.on('acked', ({ ack, thread }) => {
  if (thread === ack.conversation) return
  named.set(thread, ack.conversation)
  const draft = recall(`draft:${thread}`)
  if (draft) remember(`draft:${ack.conversation}`, draft)
  remember(`draft:${thread}`, null)
  live.follow(ack.conversation, 0)
})

sessions.on('changed', ({ adopted }) => {
  if (!adopted) {
    live.unfollowAll()
    for (const map of [talks, pendings, named, ratedNow, places]) map.clear()
    listState.value = 'none'
    forget('draft:')
    forget('route')
  }
  void openedOutbox.then((store) => live.sender.restore(store, customer.value?.id ?? '', { adopt: adopted }))
  if (hasSession()) live.reconnect()
  else live.stop()
})

/** Begins to listen when there is somebody to listen for; a visitor without a word yet, sent or not, costs the server nothing. */
export async function connect(): Promise<void> {
  await live.sender.restore(await openedOutbox, customer.value?.id ?? '', { adopt: true })
  if (hasSession() || live.sender.unsent().length) live.start()
}

/** A new conversation is followed from where its head says it is; what is older comes by HTTP when it is opened. */
function adopt(conversation: Conversation): void {
  if (!talks.has(conversation.id)) talks.set(conversation.id, begin(conversation))
  live.follow(conversation.id, conversation.last)
}

export async function loadList(cursor: string | null = null): Promise<void> {
  if (!hasSession() || listState.value === 'loading') return
  if (listState.value !== 'ready') listState.value = 'loading'
  try {
    const page = await withSession((own) => listConversations(own, cursor))
    page.conversations.forEach(adopt)
    if (cursor || listState.value !== 'ready') nextPage.value = page.next
    listState.value = 'ready'
  } catch {
    if (listState.value === 'loading') listState.value = 'failed'
  }
}

const loadingOlder = new Set<string>()

/** Puts the next older entries in front; false when the server could not be asked. */
export async function loadOlder(id: string): Promise<boolean> {
  const before = talks.get(id)
  if (!before?.more || loadingOlder.has(id)) return true
  loadingOlder.add(id)
  try {
    const page = await withSession((own) => listEntries(own, id, firstNumber(before), sparing.value ? 10 : 30))
    const now = talks.get(id)
    if (now) talks.set(id, prepend(now, page))
    return true
  } catch {
    return false
  } finally {
    loadingOlder.delete(id)
  }
}

export function send(thread: string, text: string, files: FileRef[] = []): void {
  const id = threadId(thread)
  const isNew = id.startsWith('new:')
  const context = isNew ? passedOn() : {}
  live.command(
    { type: 'send', conversation: isNew ? null : id, text, files: files.map((file) => file.id), locale: locale.value, ...(Object.keys(context).length ? { context } : {}) },
    { thread: id, files },
  )
  live.start()
}

/** Asks for a person; where nothing has been said yet, that is the first thing said. */
export function askForPerson(thread: string): void {
  const id = threadId(thread)
  if (!talks.has(id)) send(thread, t('person_text'))
  else live.command({ type: 'handover', conversation: id })
}

export function rate(conversation: string, entry: string, helpful: boolean): void {
  ratedNow.set(entry, helpful)
  live.command({ type: 'rate_answer', conversation, entry, helpful }).done.catch(() => ratedNow.delete(entry))
}

/** Everything in this conversation stands in a focused, visible window before the customer's eyes. */
export function markRead(id: string): void {
  const timeline = talks.get(id)
  if (!timeline) return
  const { last_public, receipts, unread: count } = timeline.conversation
  if (last_public <= receipts.customer.read && count === 0) return
  live.read(id, last_public)
  const read = apply(timeline, { type: 'receipt', conversation: id, side: 'customer', delivered: last_public, read: last_public })
  talks.set(id, { ...read, conversation: { ...read.conversation, unread: 0 } })
}
