/** Times in words and digits, by the browser's own knowledge of languages. */

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let known = formats.get(key)
  if (!known) formats.set(key, (known = new Intl.DateTimeFormat(locale, options)))
  return known
}

/** `14:02` or `2:02 PM`, as the locale has it. */
export function clock(at: string, locale: string): string {
  return format(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(at))
}

/** Days between the calendar days of two moments, in the reader's own zone. */
function daysBetween(from: Date, to: Date): number {
  const day = (moment: Date) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate())
  return Math.round((day(to) - day(from)) / 86_400_000)
}

export function sameDay(a: string, b: string): boolean {
  return daysBetween(new Date(a), new Date(b)) === 0
}

function capital(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
}

/** "Today", "Yesterday", "Monday", "12 November", with the year when it is another. */
export function dayName(at: string, locale: string, now = new Date()): string {
  const moment = new Date(at)
  const days = daysBetween(moment, now)
  if (days >= 0 && days < 2) return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day'), locale)
  if (days > 0 && days < 7) return format(locale, { weekday: 'long' }).format(moment)
  const year = moment.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return format(locale, { day: 'numeric', month: 'long', ...year }).format(moment)
}

/** For lists: the clock today, else the weekday or the date. */
export function shortTime(at: string, locale: string, now = new Date()): string {
  const days = daysBetween(new Date(at), now)
  if (days === 0) return clock(at, locale)
  if (days > 0 && days < 7) return format(locale, { weekday: 'short' }).format(new Date(at))
  return format(locale, { day: 'numeric', month: 'short' }).format(new Date(at))
}

export function fullTime(at: string, locale: string): string {
  return format(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
}

/** "now", "3 min. ago", "2 hr. ago", "yesterday". */
export function ago(at: string, locale: string, now = new Date()): string {
  const seconds = Math.round((new Date(at).getTime() - now.getTime()) / 1000)
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  if (Math.abs(seconds) < 45) return words.format(0, 'second')
  if (Math.abs(seconds) < 45 * 60) return words.format(Math.round(seconds / 60), 'minute')
  if (Math.abs(seconds) < 22 * 3600) return words.format(Math.round(seconds / 3600), 'hour')
  return words.format(Math.round(seconds / 86_400), 'day')
}

/** A length of time in one short unit: "40 s", "18 min", "2 hr", "3 days", as the locale has it. */
export function span(seconds: number, locale: string): string {
  const [value, unit] =
    seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : seconds < 129_600 ? [seconds / 3600, 'hour'] : [seconds / 86_400, 'day']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }).format(Math.max(0, value))
}

/** "48 kB", "1.2 MB". */
export function fileSize(bytes: number, locale: string): string {
  const [value, unit] = bytes < 1000 ? [bytes, 'byte'] : bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'narrow' : 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)
}
