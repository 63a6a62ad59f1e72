/** What the board shows of what the server says, and how it looks the moment somebody is moved. Pure: the store only keeps. */
import type { Board, BoardAgent, LinePage, QueueChannel, WaitCell } from '@/api/board'
import type { Conversation, Presence } from '@/api/types'

export const CHANNELS: readonly QueueChannel[] = ['chat', 'callback', 'mail']
export const PRIORITIES = [1, 2, 3, 4, 5] as const
/** Beyond so many columns the last says "other". */
const COLUMNS = 5

export interface Tally {
  count: number
  /** Seconds; 0 where nobody waits. */
  longest: number
}

export interface Column {
  /** Empty: all that have no column of their own. */
  key: string
  by: Tally[]
  all: Tally
}

const NONE: Tally = { count: 0, longest: 0 }
const both = (one: Tally, other: Tally): Tally => ({ count: one.count + other.count, longest: Math.max(one.longest, other.longest) })
const sum = (cells: readonly Tally[]) => cells.reduce(both, NONE)

/** Who waits, by priority (rows) and language or channel (columns): the fullest languages first, channels as they come. */
export function pivot(cells: readonly WaitCell[], by: 'language' | 'channel'): { columns: Column[]; all: Tally[]; total: Tally } {
  const ofPriority = (priority: number, some: readonly WaitCell[]) => sum(some.filter((cell) => cell.priority === priority))
  const keys = by === 'channel' ? CHANNELS.filter((channel) => cells.some((cell) => cell.channel === channel)) : byCount(cells)
  const named = keys.length > COLUMNS ? keys.slice(0, COLUMNS - 1) : keys
  const column = (key: string, some: readonly WaitCell[]): Column => ({ key, by: PRIORITIES.map((priority) => ofPriority(priority, some)), all: sum(some) })
  const columns = named.map((key) => column(key, cells.filter((cell) => cell[by] === key)))
  const rest = cells.filter((cell) => !named.some((key) => key === cell[by]))
  return { columns: rest.length ? [...columns, column('', rest)] : columns, all: PRIORITIES.map((priority) => ofPriority(priority, cells)), total: sum(cells) }
}

function byCount(cells: readonly WaitCell[]): string[] {
  const counts = new Map<string, number>()
  for (const { language, count } of cells) counts.set(language, (counts.get(language) ?? 0) + count)
  return [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([key]) => key)
}

export type Standing = 'free' | 'full' | 'busy' | 'away' | 'offline'

/** Free: here, and with room for one more in the chat; who takes no chats, in anything. */
export function standingOf({ presence, capacity, load }: BoardAgent): Standing {
  if (presence !== 'online') return presence
  const counts = capacity.chat ? (['chat'] as const) : CHANNELS
  return counts.some((channel) => load[channel] < capacity[channel]) ? 'free' : 'full'
}

const PRESENT: Record<Presence, number> = { online: 0, busy: 1, away: 2, offline: 3 }

/** Who is here comes first, and of those the one with most room. */
export function sortedAgents(agents: readonly BoardAgent[], locale: string): BoardAgent[] {
  const room = ({ capacity, load }: BoardAgent) => Math.max(0, capacity.chat - load.chat)
  return [...agents].sort((a, b) => PRESENT[a.presence] - PRESENT[b.presence] || room(b) - room(a) || a.name.localeCompare(b.name, locale))
}

export function tally(agents: readonly BoardAgent[]): Record<Standing, number> {
  const found: Record<Standing, number> = { free: 0, full: 0, busy: 0, away: 0, offline: 0 }
  for (const agent of agents) found[standingOf(agent)]++
  return found
}

/** As what a conversation counts in the queue. */
export const channelOf = (conversation: Conversation): QueueChannel => (conversation.channel === 'webchat' ? 'chat' : conversation.channel === 'callback' ? 'callback' : 'mail')

/** The agents after a matter went from one to another; null is the line. */
export function carried(agents: readonly BoardAgent[], channel: QueueChannel, from: string | null, to: string | null): BoardAgent[] {
  const step = (id: string) => Number(id === to) - Number(id === from)
  return agents.map((agent) => (step(agent.id) ? { ...agent, load: { ...agent.load, [channel]: Math.max(0, agent.load[channel] + step(agent.id)) } } : agent))
}

/** The line without those that went out of it. */
export function without(page: LinePage, ids: ReadonlySet<string>): LinePage {
  const line = page.line.filter(({ conversation }) => !ids.has(conversation.id))
  return { ...page, line, total: page.total - (page.line.length - line.length) }
}

/** One more page at the end; who moved up meanwhile stands there once. */
export function joined(held: LinePage, more: LinePage): LinePage {
  const ids = new Set(held.line.map(({ conversation }) => conversation.id))
  return { ...more, line: [...held.line, ...more.line.filter(({ conversation }) => !ids.has(conversation.id))] }
}

/** Two lines of `width` by `height`: who came and who was served, each point the mean of five minutes. */
export function curves(minutes: readonly [number, number][], width: number, height: number): { came: string; served: string; most: number } {
  const mean = (which: 0 | 1) => minutes.map((_, at) => {
    const part = minutes.slice(Math.max(0, at - 4), at + 1)
    return part.reduce((all, pair) => all + pair[which], 0) / part.length
  })
  const [came, served] = [mean(0), mean(1)]
  const most = Math.max(1, ...came, ...served)
  const path = (values: number[]) => values.map((value, at) => `${at ? 'L' : 'M'}${((at * width) / Math.max(1, values.length - 1)).toFixed(1)} ${(height - (value / most) * height).toFixed(1)}`).join('')
  return { came: path(came), served: path(served), most }
}

/** Who stands in the line of whose matters several are answered at once: the same team, language and words in common with the first. */
export function alike(page: LinePage, first: string): string[] {
  const start = page.line.find(({ conversation }) => conversation.id === first)?.conversation
  if (!start) return []
  const wanted = words(`${start.subject} ${start.preview}`)
  const same = ({ locale, team }: Conversation) => locale.split('-')[0] === start.locale.split('-')[0] && (team?.id ?? '') === (start.team?.id ?? '')
  return page.line.filter(({ conversation }) => same(conversation) && overlap(wanted, words(`${conversation.subject} ${conversation.preview}`)) >= 0.4).map(({ conversation }) => conversation.id)
}

/** Words of four letters and more; of scripts without spaces, pairs of characters. */
function words(text: string): Set<string> {
  const folded = text.toLocaleLowerCase()
  const found = folded.match(/[\p{L}\p{N}]{4,}/gu) ?? []
  const han = folded.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2,}/gu) ?? []
  return new Set([...found.filter((word) => !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)), ...han.flatMap((run) => Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)))])
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length
  return shared / Math.max(1, Math.min(one.size, other.size))
}

/** The running ones of the brand, the widest first. */
export const running = (board: Board) => board.surges.filter((one) => one.runs).sort((a, b) => Number(a.team !== '') - Number(b.team !== ''))
