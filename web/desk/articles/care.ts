/** Small rules of what editors look after. Pure. */
import type { Answers, CareKind, FactChange, Mentioning, Redirect } from '@/api/help-care'
import type { ArticleFilters } from '@/api/help-types'

/** What readers say of the version they see now, its reasons by number, and how many answered about earlier ones. */
export function saidNow(all: readonly Answers[], version: number) {
  const now = all.find((one) => one.version === version)
  const reasons = Object.entries(now?.reasons ?? {}).sort((a, b) => b[1] - a[1])
  const answers = (one: Answers) => one.helpful + one.unhelpful + one.outdated
  const before = all.filter((one) => one.version !== version).reduce((sum, one) => sum + answers(one), 0)
  return { helpful: now?.helpful ?? 0, unhelpful: now?.unhelpful ?? 0, outdated: now?.outdated ?? 0, reasons, before }
}

/** Where an address of old was; of every language with a mark in the place of the language. */
export const pageAddress = (brand: string, locale: string, slug: string) => `/help/${brand}/${locale || '…'}/a/${slug}`

/** The list of all of a kind; of what readers say there is none. */
export function listOf(kind: CareKind): Partial<ArticleFilters> | null {
  const lists: Record<CareKind, Partial<ArticleFilters> | null> = { review: { state: 'review' }, scheduled: { state: 'scheduled' }, overdue: { overdue: 'true' }, behind: { behind: 'true' }, votes: null }
  return lists[kind]
}

/** A page's key as the server takes it, or null: small letters, digits, `-` and `_`, in parts. */
export function pageKey(text: string): string | null {
  const key = text.trim().toLowerCase()
  return key.length <= 120 && /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(key) ? key : null
}

/** What somebody pastes for an old address: the whole of it, or its last part; null for what names no article. */
export function slugIn(text: string): string | null {
  let path = text.trim().replace(/^https?:\/\/[^/]+/i, '').replace(/[?#].*$/, '').replace(/\/+$/, '')
  try {
    path = decodeURIComponent(path)
  } catch {
    return null
  }
  const last = path.split('/').at(-1) ?? ''
  return last.length <= 120 && /^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u.test(last) && last === last.normalize('NFKC').toLowerCase() ? last : null
}

/** Those in which every word that is looked for stands, in the title or in one of the addresses. */
export function matching(all: readonly Redirect[], text: string): Redirect[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter((one) => words.every((word) => `${one.slug} ${one.to} ${one.title}`.toLowerCase().includes(word)))
}

/** What an address asks for, but for one thing. */
export function without<T>(query: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(query).filter(([key]) => key !== name))
}

/** `A, B and C` in the reader's language. */
export const listed = (all: readonly string[], reader: string) => new Intl.ListFormat(reader, { type: 'conjunction' }).format(all)

/** One step up or down; what cannot go there stays. */
export function moved<T>(all: readonly T[], at: number, by: number): T[] {
  const made = [...all]
  const one = made[at]
  if (one === undefined || at + by < 0 || at + by >= made.length) return made
  made.splice(at, 1)
  made.splice(at + by, 0, one)
  return made
}

/** The text to open: in the reader's language where the word stands in it too. */
export function mentionIn(one: Mentioning, reader: string) {
  const named = one.translations.filter((head) => one.locales.includes(head.locale))
  return named.find((head) => head.locale === reader) ?? named[0] ?? one.translations[0]
}

/** Those of the texts that name it which nobody has worked on since the change. */
export const untouched = (one: Mentioning, change: FactChange) => one.translations.filter((head) => one.locales.includes(head.locale) && head.edited_at < change.at)
