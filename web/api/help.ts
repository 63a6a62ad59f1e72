/** What editors ask of the server: docs/protocol.md, section 3.2.5. */
import { call } from './desk'
import type {
  Article,
  ArticleShown,
  ArticleChange,
  ArticleFilters,
  ArticlePage,
  ArticleStep,
  ArticleText,
  ArticleVersion,
  ArticleWords,
  Category,
  Difference,
  HelpedReport,
  KeptMedium,
  Medium,
  Named,
  NewArticle,
  Opened,
  Preview,
  SearchReport,
  SynonymGroup,
  Synonyms,
} from './help-types'
import { query } from './http'

const BASE = '/api/desk/help'
const article = (id: string) => `${BASE}/articles/${encodeURIComponent(id)}`
const translation = (id: string, part = '') => `${BASE}/translations/${encodeURIComponent(id)}${part}`

export function listArticles(filters: Partial<ArticleFilters>, page: { cursor?: string | null; limit?: number } = {}): Promise<ArticlePage> {
  return call(`${BASE}/articles${query({ ...filters, ...page })}`)
}

export function addArticle(made: NewArticle): Promise<Article> {
  return call(`${BASE}/articles`, { body: made })
}

export function putArticle(id: string, edition: number, change: ArticleChange): Promise<Article> {
  return call(article(id), { method: 'PUT', body: { edition, ...change } })
}

export function addTranslation(id: string, locale: string, words: ArticleWords): Promise<Opened> {
  return call(`${article(id)}/translations`, { body: { locale, ...words } })
}

/** `file`: one of one's own that was brought up. */
export function addMedium(brand: string, file: string): Promise<Medium> {
  return call(`${BASE}/media`, { body: { brand, file } })
}

export function listMedia(brand: string, page: { q: string; kind: string; cursor: string | null; limit: number }): Promise<{ media: KeptMedium[]; next: string | null }> {
  return call(`${BASE}/media${query({ brand, ...page })}`)
}

/** `url`: the medium's own. */
export function removeMedium(url: string): Promise<void> {
  return call(url, { method: 'DELETE' })
}

export function openTranslation(id: string): Promise<Opened> {
  return call(translation(id))
}

/** As its readers see it, for every agent. */
export function readArticle(id: string): Promise<ArticleShown> {
  return call(`${BASE}/read/${encodeURIComponent(id)}`)
}

/** `base`: the original's version it is now made from; null leaves it as it was. */
export function saveTranslation(id: string, edition: number, words: ArticleWords, base: number | null): Promise<Opened> {
  return call(translation(id), { method: 'PUT', body: { edition, ...words, ...(base === null ? {} : { base }) } })
}

export function stepTranslation(id: string, edition: number, step: ArticleStep): Promise<Opened> {
  return call(translation(id, '/state'), { body: { edition, ...step } })
}

export function restoreVersion(id: string, edition: number, number: number): Promise<Opened> {
  return call(translation(id, '/restore'), { body: { edition, number } })
}

export async function listVersions(id: string): Promise<ArticleVersion[]> {
  return (await call<{ versions: ArticleVersion[] }>(translation(id, '/versions'))).versions
}

export function readVersion(id: string, number: number): Promise<ArticleVersion & ArticleText> {
  return call(translation(id, `/versions/${number}`))
}

export function readDifference(id: string, before: number, after: number): Promise<Difference> {
  return call(`${translation(id, '/difference')}${query({ before, after })}`)
}

export function previewArticle(asked: { brand: string; locale: string; title: string; body: string }, signal: AbortSignal): Promise<Preview> {
  return call(`${BASE}/preview`, { body: asked, signal })
}

export function moveArticles(brand: string, articles: string[], category: string): Promise<{ moved: number; skipped: { id: string; code: string }[] }> {
  return call(`${BASE}/move`, { body: { brand, articles, category } })
}

export async function listCategories(brand: string): Promise<Category[]> {
  return (await call<{ categories: Category[] }>(`${BASE}/categories${query({ brand })}`)).categories
}

export function addCategory(made: { brand: string; slug: string; names: Record<string, string>; parent: string | null; position: number }): Promise<Category> {
  return call(`${BASE}/categories`, { body: made })
}

export function putCategory(id: string, edition: number, change: { slug: string; names: Record<string, string>; parent: string | null }): Promise<Category> {
  return call(`${BASE}/categories/${encodeURIComponent(id)}`, { method: 'PUT', body: { edition, ...change } })
}

export async function orderCategories(brand: string, parent: string | null, slugs: string[]): Promise<Category[]> {
  return (await call<{ categories: Category[] }>(`${BASE}/categories/order`, { method: 'PUT', body: { brand, parent, slugs } })).categories
}

export function dropCategory(id: string): Promise<void> {
  return call(`${BASE}/categories/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

export function listSynonyms(brand: string): Promise<Synonyms> {
  return call(`${BASE}/synonyms${query({ brand })}`)
}

export function putSynonyms(brand: string, edition: string, synonyms: Omit<SynonymGroup, 'id'>[]): Promise<Synonyms> {
  return call(`${BASE}/synonyms`, { method: 'PUT', body: { brand, edition, synonyms } })
}

/** Of the last thirty days. */
export function readSearches(brand: string): Promise<SearchReport> {
  return call(`/api/desk/articles/searches${query({ brand })}`)
}

/** Of the last thirty days that are over. */
export function readHelped(brand: string): Promise<HelpedReport> {
  return call(`/api/desk/articles/helped${query({ brand })}`)
}

/** Who may own an article. */
export async function listOwners(brand: string): Promise<Named[]> {
  return (await call<{ people: Named[] }>(`${BASE}/people${query({ brand })}`)).people
}
