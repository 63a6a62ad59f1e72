/** What a list of articles is narrowed to, as the address says it, and small rules of an article's states. Pure. */
import type { Article, ArticleFilters, ArticleHead, ArticleState, ArticleWords, Opened } from '@/api/help-types'
import { AUDIENCES, STATES, TYPES } from '@/api/help-types'

const one = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : '')
const among = (values: readonly string[], value: unknown) => values.find((known) => known === value) ?? ''

/** What the address asks for, and what it cannot ask for left out; `brands` are the reader's own, the first of which is the usual one. */
export function filtersFrom(query: Record<string, unknown>, brands: readonly string[]): ArticleFilters {
  return {
    brand: among(brands, query['brand']) || (brands[0] ?? ''),
    state: among(STATES, query['state']),
    type: among(TYPES, query['type']),
    category: one(query['category']),
    locale: one(query['locale']),
    owner: one(query['owner']),
    audience: among(AUDIENCES, query['audience']),
    q: one(query['q']),
    overdue: among(['true'], query['overdue']),
    behind: among(['true'], query['behind']),
  }
}

export function queryOf(filters: ArticleFilters, brands: readonly string[]): Record<string, string> {
  const set = Object.entries(filters).filter(([name, value]) => value && !(name === 'brand' && value === brands[0]))
  return Object.fromEntries(set)
}

export const isNarrowed = (filters: ArticleFilters) => Object.entries(filters).some(([name, value]) => name !== 'brand' && value)

/** The one to open: what the list asks for, else the reader's own language, else the original. */
export function headFor(article: Article, filters: ArticleFilters, reader: string): ArticleHead | undefined {
  const { translations } = article
  const fits = (head: ArticleHead) => (!filters.locale || head.locale === filters.locale) && (!filters.state || head.state === filters.state) && (!filters.behind || head.behind)
  return translations.find((head) => fits(head) && head.locale === reader) ?? translations.find(fits) ?? translations[0]
}

export type StepName = 'submit' | 'takeBack' | 'sendBack' | 'publish' | 'schedule' | 'archive' | 'reopen'

/** Steps that ask something first. */
export type Asked = 'schedule' | 'sendBack' | 'archive' | 'unsafe'

/** What a writer can do with a text in this state, the usual step first. `own`: he wrote it, and somebody else must show it. */
export function stepsFor(state: ArticleState, publish: boolean, own = false): StepName[] {
  const steps: Record<ArticleState, StepName[]> = {
    draft: own ? ['submit', 'archive'] : publish ? ['publish', 'schedule', 'submit', 'archive'] : ['submit'],
    review: own ? ['takeBack', 'archive'] : publish ? ['publish', 'sendBack', 'schedule', 'archive'] : ['takeBack'],
    scheduled: own ? ['takeBack', 'archive'] : publish ? ['publish', 'takeBack', 'schedule', 'archive'] : [],
    published: publish ? ['archive'] : [],
    archived: ['reopen'],
  }
  return steps[state]
}

/** Whether somebody else must decide: of what is typed now one is the author as soon as it is saved. */
export function isOwn({ four_eyes, translation }: Opened, dirty: boolean, me: string): boolean {
  return four_eyes && (dirty || translation.author?.id === me)
}

export function sameWords(a: ArticleWords, b: ArticleWords): boolean {
  return a.title === b.title && a.summary === b.summary && a.body === b.body && a.questions.join('\n') === b.questions.join('\n')
}

export const wordsOf = ({ title, summary, body, questions }: ArticleWords): ArticleWords => ({ title, summary, body, questions: [...questions] })

/** A field with a thing in each line; empty lines say nothing. */
export const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean)

/** `2026-12-31T10:00:00` for a field of the browser's own, in the reader's zone, and back. */
export function toField(at: string | null): string {
  if (!at) return ''
  const moment = new Date(at)
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

export function fromField(text: string): string | null {
  const moment = new Date(text)
  return text && !Number.isNaN(moment.getTime()) ? `${moment.toISOString().slice(0, 19)}Z` : null
}

const RTL = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'sd', 'ug', 'yi', 'dv', 'ckb'])

/** By the language: the server renders its pages so too. */
export const directionOf = (locale: string) => (RTL.has(locale.toLowerCase().split('-')[0] ?? '') ? 'rtl' : 'ltr')
