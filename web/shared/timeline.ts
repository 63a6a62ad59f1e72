/**
 * What is known of one conversation, as a value, and the pure functions that carry it on: *state before + frames = state
 * fetched fresh*. Entries are dense, ascending and each there once; `more` says that older ones are on the server.
 */
import type { ServerFrame } from '@/api/frames'
import type { Author, Conversation, Entry, EntryKind, EntryOf, EntryPage, Side } from '@/api/types'

export interface Timeline {
  conversation: Conversation
  entries: readonly Entry[]
  more: boolean
  typing: readonly (Author & { text?: string })[]
}

export function begin(conversation: Conversation, { entries, more }: EntryPage = { entries: [], more: conversation.last > 0 }): Timeline {
  return { conversation, entries, more, typing: [] }
}

/** The number below which older entries have to be asked for. */
export function firstNumber(timeline: Timeline): number {
  return timeline.entries[0]?.number ?? timeline.conversation.last + 1
}

export function lastNumber(timeline: Timeline): number {
  return timeline.entries.at(-1)?.number ?? timeline.conversation.last
}

const blank = (entry: Entry): Entry => ({ ...entry, text: '', files: [], data: {}, redacted: true }) as Entry

/** What a later entry says of an earlier one, by the later one's kind: that it is gone with what was said of it, what its file shows. What only agents get adds `notes.ts`. */
export const retold: { [K in EntryKind]?: (old: Entry, by: EntryOf<K>) => Entry } = {
  redaction: (old, { data }) => (old.id === data.entry || ((old.kind === 'edited' || old.kind === 'captioned') && old.data.entry === data.entry) ? blank(old) : old),
  captioned: (old, { data: { entry, file, caption } }) => (old.id === entry ? { ...old, files: old.files.map((one) => (one.id === file ? { ...one, caption } : one)) } : old),
}

const tells = (entry: Entry) => entry.kind in retold
const told = (old: Entry, by: Entry): Entry => (retold[by.kind] as (old: Entry, by: Entry) => Entry)(old, by)

function append(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const last = entries.at(-1)
  if (last && entry.number <= last.number) return entries
  if (!tells(entry)) return [...entries, entry]
  return [...entries.map((old) => told(old, entry)), entry]
}

const higher = (conversation: Conversation, side: Side, delivered: number, read: number): Conversation => {
  const old = conversation.receipts[side]
  const mark = { delivered: Math.max(old.delivered, delivered, read), read: Math.max(old.read, read) }
  return { ...conversation, receipts: { ...conversation.receipts, [side]: mark } }
}

/** What an entry moves by itself. An internal one leaves no trace but its number; who writes has read what stands above. */
const moved = (conversation: Conversation, { number, public_number: shown, at, author }: Entry): Conversation => {
  const head = { ...conversation, last: Math.max(conversation.last, number) }
  if (shown === null) return head
  head.last_public = Math.max(head.last_public, shown)
  if (head.updated_at < at) head.updated_at = at
  if (author.kind === 'customer') return higher(head, 'customer', shown, shown)
  return author.kind === 'agent' ? higher(head, 'agents', shown, shown) : head
}

/** The next state; the same object when the frame says nothing new about this conversation. */
export function apply(timeline: Timeline, frame: ServerFrame): Timeline {
  const { conversation, entries } = timeline
  switch (frame.type) {
    case 'subscribed':
      if (frame.conversation.id !== conversation.id) return timeline
      return frame.resync
        ? { ...timeline, conversation: frame.conversation, entries: [], more: frame.from > 1 }
        : { ...timeline, conversation: frame.conversation }
    case 'conversation':
      return frame.conversation.id === conversation.id ? { ...timeline, conversation: frame.conversation } : timeline
    case 'entry': {
      if (frame.conversation !== conversation.id) return timeline
      const next = append(entries, frame.entry)
      if (next === entries) return timeline
      return { ...timeline, conversation: moved(conversation, frame.entry), entries: next }
    }
    case 'receipt':
      if (frame.conversation !== conversation.id) return timeline
      return { ...timeline, conversation: higher(conversation, frame.side, frame.delivered, frame.read) }
    case 'typing': {
      if (frame.conversation !== conversation.id) return timeline
      const { author, on, text } = frame
      const others = timeline.typing.filter((one) => one.id !== author.id || one.kind !== author.kind)
      if (!on && others.length === timeline.typing.length) return timeline
      return { ...timeline, typing: on ? [...others, { ...author, text }] : others }
    }
    default:
      return timeline
  }
}

/** Older entries, fetched by HTTP below `firstNumber`, put in front. */
export function prepend(timeline: Timeline, page: EntryPage): Timeline {
  const first = firstNumber(timeline)
  const since = timeline.entries.filter(tells)
  const older = page.entries.filter((entry) => entry.number < first).map((entry) => since.reduce(told, entry))
  return { ...timeline, entries: [...older, ...timeline.entries], more: page.more }
}

/** How far the other side has come with an entry of one's own. */
export function receiptOf(timeline: Timeline, entry: Entry, other: Side): 'sent' | 'delivered' | 'read' {
  const mark = timeline.conversation.receipts[other]
  const number = entry.public_number ?? Infinity
  if (number <= mark.read) return 'read'
  return number <= mark.delivered ? 'delivered' : 'sent'
}
