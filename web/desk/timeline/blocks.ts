/** From entries to what is drawn: days, groups of one author's messages, thin lines for events, the "new" divider. Pure. */
import type { Author, Entry, EntryOf } from '@/api/types'
import type { Pending } from '@/shared/sender'
import { sameDay } from '@/shared/time'

import type { Held } from '../stores/holds'

export type Said = EntryOf<'message'> | EntryOf<'note'>
/** On its way, or waiting to be taken back. */
export type Unsent = Pending | (Held & { state: 'held' })
export type EventEntry = Extract<Entry, { kind: 'assigned' | 'joined' | 'transferred' | 'closed' | 'reopened' | 'rated' | 'ticket' | 'promise' | 'captioned' }>

export type Block =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'group'; key: string; author: Author; note: boolean; at: string; entries: Said[] }
  | { kind: 'handover'; key: string; entry: EntryOf<'handover'> }
  | { kind: 'card'; key: string; entry: EntryOf<'card'> }
  | { kind: 'conduct'; key: string; entry: EntryOf<'conduct'> }
  | { kind: 'emergency'; key: string; entry: EntryOf<'emergency'> }
  /** Words of the customer that the agent does not want to see just now. */
  | { kind: 'kept'; key: string; count: number }
  | { kind: 'event'; key: string; entry: EventEntry }
  | { kind: 'fold'; key: string; events: EventEntry[] }
  | { kind: 'pending'; key: string; note: boolean; items: Unsent[] }

const TOGETHER_MS = 5 * 60 * 1000

/** So many events in a row are one line that opens. */
const FOLDED = 3

const isSaid = (entry: Entry): entry is Said => entry.kind === 'message' || entry.kind === 'note'
const time = (at: string) => new Date(at).getTime()

/** What needs no line of its own: removals and changes mark their target, ratings their answer, and who took it has joined with it. */
function silent(entry: Entry, before: Entry | undefined, held: ReadonlySet<string>): boolean {
  if (entry.kind === 'redaction' || entry.kind === 'edited' || (entry.kind === 'captioned' && entry.redacted)) return true
  if (entry.kind === 'rated') return held.has(entry.data.entry)
  return entry.kind === 'joined' && before?.kind === 'assigned' && before.data.to?.id === entry.data.agent.id
}

export interface BlockOptions {
  /** The public number from which on the customer's words are new. */
  newFrom?: number | null
  pending?: readonly Unsent[]
  /** The number after which the customer's words are not shown. */
  keptFrom?: number | null
}

export function blocks(entries: readonly Entry[], { newFrom = null, pending = [], keptFrom = null }: BlockOptions = {}): Block[] {
  const found: Block[] = []
  const held = new Set(entries.map((entry) => entry.id))
  let divided = newFrom === null
  let day: string | null = null
  entries.forEach((entry, index) => {
    if (silent(entry, entries[index - 1], held)) return
    if (keptFrom !== null && entry.number > keptFrom && entry.author.kind === 'customer' && (isSaid(entry) || entry.kind === 'card' || entry.kind === 'conduct')) return keep(found, entry)
    if (day === null || !sameDay(day, entry.at)) {
      day = entry.at
      found.push({ kind: 'day', key: `day ${entry.at.slice(0, 10)} ${entry.id}`, at: entry.at })
    }
    if (!divided && newFrom !== null && entry.author.kind === 'customer' && (entry.public_number ?? 0) >= newFrom) {
      divided = true
      found.push({ kind: 'new', key: 'new' })
    }
    if (isSaid(entry)) say(found, entry)
    else if (entry.kind === 'conduct') found.push({ kind: 'conduct', key: entry.id, entry })
    else if (entry.kind === 'emergency') found.push({ kind: 'emergency', key: entry.id, entry })
    else if (entry.kind === 'card') found.push({ kind: 'card', key: entry.id, entry })
    else if (entry.kind === 'handover') found.push({ kind: 'handover', key: entry.id, entry })
    else found.push({ kind: 'event', key: entry.id, entry: entry as EventEntry })
  })
  const known = new Set(entries.map((entry) => entry.client_id))
  for (const item of pending) if (item.command.type === 'send' && !known.has(item.client_id)) hold(found, item, item.command.note === true)
  return folded(found)
}

/** Where a matter came from, or goes on: a way that must not be hidden. */
export function placeOf(entry: Entry) {
  if (entry.kind !== 'ticket') return null
  const { merged, merged_into, unmerged, said, split } = entry.data
  return merged ?? merged_into ?? unmerged ?? said ?? split ?? null
}

const folds = (block: Block | undefined): boolean => block?.kind === 'event' && placeOf(block.entry) === null

/** Long runs of events take the room of one. */
function folded(found: readonly Block[]): Block[] {
  const made: Block[] = []
  for (let from = 0; from < found.length;) {
    let to = from
    while (folds(found[to])) to++
    const events = found.slice(from, to).flatMap((block) => (block.kind === 'event' ? [block.entry] : []))
    const [first] = events
    if (first && events.length >= FOLDED) made.push({ kind: 'fold', key: `fold ${first.id}`, events })
    else made.push(...found.slice(from, to))
    const after = found[to]
    if (after) made.push(after)
    from = to + 1
  }
  return made
}

function keep(found: Block[], entry: Entry): void {
  const last = found.at(-1)
  if (last?.kind === 'kept') last.count++
  else found.push({ kind: 'kept', key: entry.id, count: 1 })
}

function say(found: Block[], entry: Said): void {
  const last = found.at(-1)
  const note = entry.kind === 'note'
  if (last?.kind === 'group' && last.note === note && last.author.kind === entry.author.kind && last.author.id === entry.author.id) {
    const previous = last.entries.at(-1)
    if (previous && time(entry.at) - time(previous.at) < TOGETHER_MS) return void last.entries.push(entry)
  }
  found.push({ kind: 'group', key: entry.id, author: entry.author, note, at: entry.at, entries: [entry] })
}

function hold(found: Block[], item: Unsent, note: boolean): void {
  const last = found.at(-1)
  if (last?.kind === 'pending' && last.note === note) last.items.push(item)
  else found.push({ kind: 'pending', key: item.client_id, note, items: [item] })
}

/** After which of the agent's own entries that a break begins the customer's words are kept from him; never what is urgent. */
export function keptFrom(entries: readonly Entry[], me: string, { onBreak, urgent }: { onBreak: boolean; urgent: boolean }): number | null {
  if (!onBreak || urgent) return null
  return entries.findLast((entry) => entry.kind === 'conduct' && entry.data.conduct.act === 'break' && entry.author.id === me)?.number ?? null
}

/** Which answers the customer has judged, by the id of the entry. */
export function ratings(entries: readonly Entry[]): Map<string, boolean> {
  return new Map(entries.flatMap((entry) => (entry.kind === 'rated' ? [[entry.data.entry, entry.data.helpful] as const] : [])))
}
