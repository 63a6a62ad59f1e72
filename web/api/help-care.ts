/** What editors look after: what needs them, where articles stand, and what stands first. docs/protocol.md, section 3.2.5. */
import { call } from './desk'
import type { Article, Finding, Named } from './help-types'
import { query } from './http'

const BASE = '/api/desk/help'

export const CARES = ['review', 'votes', 'overdue', 'behind', 'scheduled'] as const
export type CareKind = (typeof CARES)[number]

/** How many readers said what of the version they see. */
export interface Said {
  helpful: number
  unhelpful: number
  outdated: number
}

/** `at`: since when it waits, or when it is due; `author`: of the newest version, null for an import. */
export interface Care {
  article: Article
  translation: string
  at: string | null
  author: Named | null
  said: Said | null
}

export interface Cares {
  count: number
  first: Care[]
}

export type Today = Record<CareKind, Cares> & { four_eyes: boolean }

export interface BrokenText {
  article: Article
  translation: string
  locale: string
  title: string
  findings: Finding[]
}

export interface BrokenPage {
  texts: BrokenText[]
  checked: number
  total: number
  next: string | null
}

/** What the exchange tells otherwise than before: nothing before: it is new; no value: it is gone. `mentions`: a term for its articles. */
export interface FactChange {
  kind: 'fee' | 'asset' | 'flag'
  name: string
  before: string
  value: string
  mentions: string
  at: string
}

export type Mentioning = Article & { count: number; locales: string[]; excerpt: string }

/** Of one version, in one language. */
export interface Answers extends Said {
  locale: string
  version: number
  reasons: Record<string, number>
  words: { at: string; reason: string; text: string }[]
}

/** `named`: it is named for the page itself, not by its topic. An empty locale is every one, an empty product the whole brand. */
export interface Places {
  redirects: { locale: string; slug: string; created_at: string }[]
  contexts: { page: string; named: boolean }[]
  pins: { locale: string; product: string; position: number }[]
  said: Answers[]
}

/** Who did what; nobody: the clock or an import. */
export interface LogLine {
  kind: string
  at: string
  by: Named | null
  locale: string | null
  version: number
  note: string
}

export interface Redirect {
  locale: string
  slug: string
  article: string
  to: string
  title: string
}

export interface PageContext {
  page: string
  articles: string[]
  category: string
  changed_at: string
}

export interface Hot {
  pinned: string[]
  everywhere: string[]
  titles: Record<string, string>
  hot: { article: string; title: string; url: string; heat: number }[]
}

/** Of an owner, or of everybody. */
export function readToday(brand: string, owner: string): Promise<Today> {
  return call(`${BASE}/today${query({ brand, owner })}`)
}

export function readBroken(brand: string, cursor: string | null, signal: AbortSignal): Promise<BrokenPage> {
  return call(`${BASE}/broken${query({ brand, cursor })}`, { signal })
}

export function listChanges(brand: string): Promise<{ changes: FactChange[]; count: number }> {
  return call(`${BASE}/changes${query({ brand })}`)
}

export function lookedThrough(brand: string, { kind, name, at }: FactChange): Promise<void> {
  return call(`${BASE}/changes/done`, { body: { brand, kind, name, at } })
}

export function listMentions(brand: string, term: string, cursor: string | null): Promise<{ articles: Mentioning[]; next: string | null }> {
  return call(`${BASE}/mentions${query({ brand, term, cursor, limit: 50 })}`)
}

export function readPlaces(article: string): Promise<Places> {
  return call(`${BASE}/articles/${encodeURIComponent(article)}/places`)
}

/** The newest fifty. */
export async function readLog(article: string): Promise<LogLine[]> {
  return (await call<{ log: LogLine[] }>(`${BASE}/articles/${encodeURIComponent(article)}`)).log
}

/** Titles in `locale`, else the original's: here and below. */
export async function listRedirects(brand: string, locale: string): Promise<Redirect[]> {
  return (await call<{ redirects: Redirect[] }>(`${BASE}/redirects${query({ brand, locale })}`)).redirects
}

export function addRedirect(made: { article: string; slug: string; locale: string }): Promise<void> {
  return call(`${BASE}/redirects`, { body: made })
}

export function dropRedirect(old: { brand: string; slug: string; locale: string }): Promise<void> {
  return call(`${BASE}/redirects/remove`, { body: old })
}

export function listContexts(brand: string, locale: string): Promise<{ contexts: PageContext[]; titles: Record<string, string> }> {
  return call(`${BASE}/contexts${query({ brand, locale })}`)
}

/** To nothing, and the page is mapped no more. */
export function putContext(page: string, mapped: { brand: string; articles: string[]; category: string }): Promise<PageContext> {
  return call(`${BASE}/contexts/${encodeURIComponent(page)}`, { method: 'PUT', body: mapped })
}

export function readHot(brand: string, locale: string, product: string): Promise<Hot> {
  return call(`${BASE}/hot${query({ brand, locale, product })}`)
}

export function putPins(pins: { brand: string; articles: string[]; locale: string; product: string }): Promise<void> {
  return call(`${BASE}/hot`, { method: 'PUT', body: pins })
}

/** Questions that are alike and that the bot did not answer. `replies`: what agents answered and were thanked for. */
export interface Gap {
  id: string
  locale: string
  question: string
  asked: number
  customers: number
  unknown: number
  unhelpful: number
  replies: string[]
  asked_at: string
}

export function listGaps(brand: string, dismissed: boolean): Promise<{ gaps: Gap[]; hidden: number }> {
  return call(`${BASE}/gaps${query({ brand, dismissed: dismissed ? 'true' : null })}`)
}

export async function attachGap(gap: string, article: string): Promise<void> {
  await call(`${BASE}/gaps/${encodeURIComponent(gap)}/attach`, { body: { article } })
}

/** The new article's id. */
export async function draftGap(gap: string, reply?: number): Promise<string> {
  return (await call<{ article: string }>(`${BASE}/gaps/${encodeURIComponent(gap)}/draft`, { body: reply === undefined ? {} : { reply } })).article
}

export function dismissGap(gap: string, dismissed: boolean): Promise<void> {
  return call(`${BASE}/gaps/${encodeURIComponent(gap)}/dismiss`, { body: { dismissed } })
}
