/** Hours in words and as they are edited. Pure. */
import type { Exceptional, Plan, Span, Standing } from '@/api/hours'

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** The name of a weekday, 1 is Monday; 2024 began with one. */
export function dayName(day: number, locale: string, weekday: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(Date.UTC(2024, 0, day))
}

/** As a person types it: `9` and `9:5` and `930` are meant as `09:00`, `09:05` and `09:30`. What is none stays as it is. */
export function tidied(text: string): string {
  const found = /^(\d{1,2}?)(?:[:.h]?(\d{2})|[:.h](\d))?$/.exec(text.trim().replace('：', ':'))
  if (!found) return text.trim()
  return `${(found[1] ?? '').padStart(2, '0')}:${(found[2] ?? found[3] ?? '0').padStart(2, '0')}`
}

/** What one would add next: an afternoon after a morning, and the usual day where there is nothing. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1)
  if (!last) return ['09:00', '17:00']
  const begin = Math.min(23, Number(last[1].slice(0, 2)) + 1)
  const two = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  return [two(begin), two(Math.min(24, begin + 4))]
}

export const spansText = (spans: readonly Span[]) => spans.map(([opens, closes]) => `${opens}–${closes}`).join(', ')

export function momentText(at: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(new Date(at))
}

/** Key of the sentence and its moment. */
export function standingWords(now: Standing, locale: string): { key: 'openUntil' | 'openAlways' | 'opensAt'; time: string } {
  if (!now.open) return { key: 'opensAt', time: momentText(now.opens_at ?? '', locale) }
  return now.closes_at ? { key: 'openUntil', time: momentText(now.closes_at, locale) } : { key: 'openAlways', time: '' }
}

/** Dates that are there keep what was set for them; new ones are added closed. */
export function withHolidays(known: readonly Exceptional[], found: readonly { date: string; name: string }[]): Exceptional[] {
  const dates = new Set(known.map((one) => one.date))
  const fresh = found.filter((one) => !dates.has(one.date)).map((one): Exceptional => ({ ...one, hours: [] }))
  return [...known, ...fresh].sort((a, b) => a.date.localeCompare(b.date))
}

export function copied(plan: Plan): Plan {
  return {
    zone: plan.zone,
    week: plan.week.map((spans) => spans.map(([opens, closes]): Span => [opens, closes])),
    exceptions: plan.exceptions.map((one) => ({ ...one, hours: one.hours.map(([opens, closes]): Span => [opens, closes]) })),
  }
}
