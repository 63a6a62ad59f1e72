/** A week laid out in days, in the zone of the brand's hours. Pure. */
import type { Span } from '@/api/hours'
import type { ShiftPattern, Stretch } from '@/api/roster'

const DAY = 86_400_000

export interface Piece extends Stretch {
  /** It began the day before, or goes on into the next. */
  before: boolean
  after: boolean
}

export const dateIn = (at: Date | number, zone: string) => new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

/** The seven dates of a week that begins at this moment there. */
export function datesOf(begins: string, zone: string): string[] {
  const [year, month, day] = dateIn(new Date(begins), zone).split('-').map(Number) as [number, number, number]
  return Array.from({ length: 7 }, (_, n) => new Date(Date.UTC(year, month - 1, day + n)).toISOString().slice(0, 10))
}

/** The date a week later, or earlier. */
export const weekAway = (date: string, weeks: number) => new Date(Date.parse(date) + weeks * 7 * DAY).toISOString().slice(0, 10)

/** What of these lies on a date: each on the date on which it begins, and once more on that on which it ends. */
export function onDate(stretches: readonly Stretch[], date: string, zone: string): Piece[] {
  return stretches.flatMap((one) => {
    const first = dateIn(new Date(one.begins_at), zone)
    // An end at midnight belongs to the day it ends.
    const last = dateIn(Date.parse(one.ends_at) - 1, zone)
    return first <= date && date <= last ? [{ ...one, before: first < date, after: date < last }] : []
  })
}

export function timeIn(at: string, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** `22:00–06:00`; what began the day before has no beginning here, and what goes on no end. */
export function pieceText(piece: Piece, zone: string, locale: string): string {
  const begin = piece.before ? '…' : timeIn(piece.begins_at, zone, locale)
  return `${begin}–${piece.after ? '…' : timeIn(piece.ends_at, zone, locale)}`
}

export function stretchText(one: Stretch, zone: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return format.formatRange(new Date(one.begins_at), new Date(one.ends_at))
}

export const hoursOf = (stretches: readonly Stretch[]) => stretches.reduce((sum, one) => sum + (Date.parse(one.ends_at) - Date.parse(one.begins_at)) / 3_600_000, 0)

export const emptyPattern = (zone: string): ShiftPattern => ({ zone, week: Array.from({ length: 7 }, (): Span[] => []), exceptions: [] })

export function copied(pattern: ShiftPattern): ShiftPattern {
  const spans = (all: readonly Span[]) => all.map(([begins, ends]): Span => [begins, ends])
  return { zone: pattern.zone, week: pattern.week.map(spans), exceptions: pattern.exceptions.map((one) => ({ ...one, shifts: spans(one.shifts) })) }
}
