/** The period figures are about, as a page's address names it: the last so many days, or from one day to another. */

export const SPANS = [7, 28, 90, 365] as const
export const USUAL = 28

const DAY = 86_400_000
const DATE = /^\d{4}-\d{2}-\d{2}$/

export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
const after = (day: string): string => dayOf(Date.parse(day) + DAY)
const isDay = (text: unknown): text is string => typeof text === 'string' && DATE.test(text) && !Number.isNaN(Date.parse(text))

export interface Period {
  /** 0: from one day to another. */
  days: number
  /** The first and the last day, both included. */
  from: string
  to: string
}

/** What an address does not say, or says wrongly, is the usual period. Today is part of it. */
export function periodOf(asked: { days?: unknown; from?: unknown; to?: unknown }, now: number): Period {
  if (isDay(asked.from) && isDay(asked.to) && asked.from <= asked.to) return { days: 0, from: asked.from, to: asked.to }
  const days = SPANS.find((one) => String(one) === asked.days) ?? USUAL
  return { days, from: dayOf(now - (days - 1) * DAY), to: dayOf(now) }
}

/** For the server: the end is not included. */
export const bounds = ({ from, to }: Period): { since: string; until: string } => ({ since: from, until: after(to) })
