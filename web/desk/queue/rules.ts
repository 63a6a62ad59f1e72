/** Which conversations belong to which view, in which order, and how a change moves them. Pure: the store only keeps. */
import type { Conversation, ListFilters, Place, View } from '@/api/types'

import { fits } from './filters'

export const VIEWS: readonly View[] = ['mine', 'waiting', 'unassigned', 'open', 'closed']

/** What is held of one view: the known part of its order, from the top down to `edge`. */
export interface Held {
  items: Conversation[]
  /** Where the last page loaded ends; null when the whole view is held. */
  edge: Place | null
}

/** What is asked of a list: a view, narrowed or whole. */
export interface Asked {
  view: View
  filters: ListFilters
  me: string
}

export function belongs({ view, filters, me }: Asked, conversation: Conversation): boolean {
  if (!fits(filters, conversation)) return false
  const open = conversation.status === 'open'
  switch (view) {
    case 'mine':
      return open && conversation.assignee?.id === me
    case 'waiting':
      return open && conversation.handler === 'queue'
    case 'unassigned':
      return open && conversation.assignee === null
    case 'open':
      return open
    case 'closed':
      return !open
  }
}

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

export function placeOf(view: View, conversation: Conversation): Place {
  const { id, urgent = false } = conversation
  return view === 'waiting' ? { at: conversation.waiting_since ?? conversation.created_at, id, urgent } : { at: conversation.updated_at, id }
}

/** Waiting: what is urgent comes first, then who has waited longest. Elsewhere: what changed last. All times have one form, so text compares. */
export function comparePlaces(view: View, a: Place, b: Place): number {
  return view === 'waiting' ? Number(b.urgent ?? false) - Number(a.urgent ?? false) || text(a.at, b.at) || text(a.id, b.id) : text(b.at, a.at) || text(b.id, a.id)
}

export const compare = (view: View, a: Conversation, b: Conversation) => comparePlaces(view, placeOf(view, a), placeOf(view, b))

/** A summary that left the server earlier than the one held says nothing new: two ways lead here (lists and socket). */
export function newer(held: Conversation | undefined, come: Conversation): boolean {
  return !held || (come.updated_at >= held.updated_at && come.last >= held.last)
}

/** The view after `come` changed: in its place, or gone, or left out because it lies beyond what has been loaded. */
export function upsert(asked: Asked, held: Held, come: Conversation): Held {
  const { view } = asked
  const items = held.items.filter((item) => item.id !== come.id)
  const known = held.edge === null || comparePlaces(view, placeOf(view, come), held.edge) <= 0
  if (belongs(asked, come) && known) {
    const place = items.findIndex((item) => compare(view, come, item) < 0)
    items.splice(place < 0 ? items.length : place, 0, come)
  }
  return { items, edge: held.edge }
}

/** One more page at the end, without those that came up by themselves meanwhile. */
export function append(view: View, held: Held, page: Conversation[], until: Place | null): Held {
  const ids = new Set(held.items.map((item) => item.id))
  const items = [...held.items, ...page.filter((item) => !ids.has(item.id))].sort((a, b) => compare(view, a, b))
  return { items, edge: until }
}

/** The server counts to 1,000; 1001 means "more". `atLeast`: it did not look at all there is. */
const COUNT_LIMIT = 1000

const digits = new Map<string, Intl.NumberFormat>()

export function countText(count: number, locale: string, atLeast = false): string {
  const known = digits.get(locale) ?? new Intl.NumberFormat(locale)
  digits.set(locale, known)
  return known.format(Math.min(count, COUNT_LIMIT)) + (count > COUNT_LIMIT || atLeast ? '+' : '')
}

export type Urgency = 'calm' | 'amber' | 'red'

export function urgency(waitingSeconds: number): Urgency {
  if (waitingSeconds > 300) return 'red'
  return waitingSeconds > 60 ? 'amber' : 'calm'
}

export interface Group {
  /** Key under `queue.group`; null when the list is not divided. */
  name: 'now' | 'theirs' | null
  items: Conversation[]
}

/** One's own: first who waits for an answer, longest first; then those whose turn it is to write. */
export function groups(view: View, items: Conversation[]): Group[] {
  if (view !== 'mine') return [{ name: null, items }]
  const now = items.filter((item) => item.waiting_since).sort((a, b) => compare('waiting', a, b))
  const theirs = items.filter((item) => !item.waiting_since)
  return ([{ name: 'now', items: now }, { name: 'theirs', items: theirs }] as const).filter((group) => group.items.length > 0)
}
