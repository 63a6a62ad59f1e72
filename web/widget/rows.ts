/**
 * Turns a timeline and what is still on its way into the rows the log shows: days, the "new messages" line, thin lines
 * for events, and bubbles grouped by who speaks. Pure, so that it can be tested without a page.
 */
import type { Author, Entry, EntryOf, FileRef } from '@/api/types'
import type { Pending, SendState } from '@/shared/sender'
import { type Timeline, receiptOf } from '@/shared/timeline'
import { sameDay } from '@/shared/time'

export type Receipt = 'sent' | 'delivered' | 'read' | Exclude<SendState, 'acked'>

export interface Bubble {
  type: 'bubble'
  key: string
  mine: boolean
  author: Author
  at: string
  text: string
  files: readonly FileRef[]
  entry: EntryOf<'message'> | null
  pending: Pending | null
  /** The first and the last of one person's run: they carry the name, and the picture and state. */
  first: boolean
  last: boolean
  state: Receipt | null
}

export type Row =
  | { type: 'day'; key: string; at: string }
  | { type: 'new'; key: string }
  | { type: 'event'; key: string; entry: Entry }
  | Bubble

const TOGETHER_MS = 5 * 60_000
const SHOWN_EVENTS = new Set<Entry['kind']>(['handover', 'joined', 'closed', 'reopened', 'conduct', 'emergency', 'promise'])

/** Whether a thin line tells of it. */
export const isShownEvent = (entry: Entry): boolean => SHOWN_EVENTS.has(entry.kind)

const me: Author = { kind: 'customer', id: '', name: '' }

function together(a: Bubble, b: Bubble): boolean {
  if (a.mine !== b.mine || (!a.mine && a.author.id !== b.author.id)) return false
  return Math.abs(Date.parse(b.at) - Date.parse(a.at)) < TOGETHER_MS
}

function group(rows: Row[]): void {
  rows.forEach((row, index) => {
    if (row.type !== 'bubble') return
    const [before, after] = [rows[index - 1], rows[index + 1]]
    row.first = before?.type !== 'bubble' || !together(before, row)
    row.last = after?.type !== 'bubble' || !together(row, after)
    // The state is said once per run, and wherever it differs from what follows.
    if (row.mine && !row.last && after?.type === 'bubble' && after.state === row.state && row.state !== 'failed') row.state = null
  })
}

/** `newAfter`: the number the customer had read when he opened the conversation, or null when all was read. */
export function rowsOf(timeline: Timeline | null, pending: readonly Pending[], newAfter: number | null): Row[] {
  const rows: Row[] = []
  let day = ''
  let divided = newAfter === null
  const onDay = (at: string) => {
    if (!day || !sameDay(day, at)) rows.push({ type: 'day', key: `day ${at}`, at })
    day = at
  }
  for (const entry of timeline?.entries ?? []) {
    if (entry.kind !== 'message' && !isShownEvent(entry)) continue
    onDay(entry.at)
    const mine = entry.author.kind === 'customer'
    if (!divided && entry.number > (newAfter ?? 0) && !mine && entry.kind === 'message') {
      rows.push({ type: 'new', key: 'new' })
      divided = true
    }
    if (entry.kind !== 'message') rows.push({ type: 'event', key: entry.id, entry })
    else {
      const state = mine && timeline ? receiptOf(timeline, entry, 'agents') : null
      const { author, at, text, files, client_id } = entry
      rows.push({ type: 'bubble', key: client_id ?? entry.id, mine, author, at, text, files, entry, pending: null, first: true, last: true, state })
    }
  }
  const arrived = new Set(timeline?.entries.map((entry) => entry.client_id))
  for (const item of pending) {
    if (item.command.type !== 'send' || arrived.has(item.client_id)) continue
    const at = new Date(item.made_at).toISOString()
    onDay(at)
    const state = item.state === 'acked' ? 'sent' : item.state
    rows.push({ type: 'bubble', key: item.client_id, mine: true, author: me, at, text: item.command.text, files: item.files, entry: null, pending: item, first: true, last: true, state })
  }
  group(rows)
  return rows
}

/** The newest bot answer, the only one that still asks to be judged. */
export function lastAnswer(rows: readonly Row[]): string | null {
  const answer = rows.findLast((row) => row.type === 'bubble' && row.entry?.data.answer && !row.entry.redacted)
  return answer?.type === 'bubble' ? (answer.entry?.id ?? null) : null
}

/** How an answer was judged, by the customer's own `rated` entries. */
export function ratings(timeline: Timeline | null): Map<string, boolean> {
  const found = new Map<string, boolean>()
  for (const entry of timeline?.entries ?? []) if (entry.kind === 'rated') found.set(entry.data.entry, entry.data.helpful)
  return found
}
