/** What a search asks for as the address says it, and a found text cut at its marks. Pure: the page only draws. */
import type { Marked } from '@/api/types'

export const TIMES = ['1d', '7d', '30d', '365d'] as const
export type Time = (typeof TIMES)[number]
export const STATUSES = ['open', 'closed'] as const

/** As it stands in the address, each part only when it is set. */
export interface Asked {
  q: string
  status: (typeof STATUSES)[number] | null
  brand: string | null
  language: string | null
  time: Time | null
}

const one = (value: unknown) => (typeof value === 'string' && value ? value : null)

export function askedFrom(query: Record<string, unknown>): Asked {
  return {
    q: (one(query['q']) ?? '').slice(0, 200),
    status: STATUSES.find((status) => status === query['status']) ?? null,
    brand: one(query['brand']),
    language: one(query['lang']),
    time: TIMES.find((time) => time === query['time']) ?? null,
  }
}

export function addressOf({ q, status, brand, language, time }: Asked): Record<string, string> {
  const all = { q, status, brand, lang: language, time }
  return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => Boolean(pair[1])))
}

export const isFiltered = ({ status, brand, language, time }: Asked) => Boolean(status ?? brand ?? language ?? time)

/** Nothing to look for: a filter alone is a list, which the queue has already. */
export const asksNothing = ({ q }: Asked) => !q.trim()

/** The beginning of the day so many days ago, today being one, in the reader's own zone. */
export function sinceOf(time: Time, now = new Date()): string {
  const days = Number.parseInt(time, 10) - 1
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString()
}

export function cut({ text, marks }: Marked): { text: string; marked: boolean }[] {
  const pieces: { text: string; marked: boolean }[] = []
  let place = 0
  for (const [from, to] of marks) {
    pieces.push({ text: text.slice(place, from), marked: false }, { text: text.slice(from, to), marked: true })
    place = to
  }
  pieces.push({ text: text.slice(place), marked: false })
  return pieces.filter((piece) => piece.text)
}
