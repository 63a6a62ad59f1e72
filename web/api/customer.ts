/** What the widget asks of the server over HTTP: docs/protocol.md, section 3.1. */
import { type CallOptions, call, query } from './http'
import type { Article, ConversationPage, EntryPage, Here, HistoryPage, Home, PageContext, SearchResult, Session, Transcript } from './types'

const at = encodeURIComponent

export function getHome(brand: string, locale: string, session: string | null = null): Promise<Home> {
  return call(`/api/w/${at(brand)}/home${query({ locale })}`, { locale, session })
}

export function getHere(brand: string, locale: string, session: string | null): Promise<Here> {
  return call(`/api/w/${at(brand)}/here${query({ locale })}`, { locale, session })
}

export function searchHistory(session: string, q: string, locale: string, signal: AbortSignal): Promise<HistoryPage> {
  return call(`/api/conversations/search${query({ q })}`, { session, locale, signal })
}

export async function searchArticles(brand: string, q: string, locale: string, signal?: AbortSignal): Promise<SearchResult[]> {
  const options: CallOptions = signal ? { locale, signal } : { locale }
  const page = await call<{ results: SearchResult[] }>(`/api/w/${at(brand)}/search${query({ q, locale })}`, options)
  return page.results
}

/** `q`: the search that led there. */
export function getArticle(brand: string, id: string, locale: string, q = ''): Promise<Article> {
  return call(`/api/w/${at(brand)}/articles/${at(id)}${query({ q })}`, { locale })
}

export interface SignIn {
  token: string | null
  locale: string
  context?: PageContext
  /** The session so far: what a visitor began joins the account. */
  session?: string | null
  /** The answer to a challenge (`pow_needed`). */
  proof?: string | undefined
  /** The customer fears for his account, and is asked for no proof. */
  urgent?: true | undefined
}

export function createSession(brand: string, { token, locale, context = {}, session = null, proof, urgent }: SignIn): Promise<Session> {
  return call(`/api/w/${at(brand)}/session`, { body: { token, locale, context, proof, urgent }, session, locale })
}

export function endSession(session: string): Promise<void> {
  return call('/api/w/session', { method: 'DELETE', session })
}

export function listConversations(session: string, cursor?: string | null): Promise<ConversationPage> {
  return call(`/api/conversations${query({ cursor, limit: 20 })}`, { session })
}

export function getTranscript(session: string, conversation: string): Promise<Transcript> {
  return call(`/api/conversations/${at(conversation)}/transcript`, { session })
}

export function listEntries(session: string, conversation: string, before: number, limit: number): Promise<EntryPage> {
  return call(`/api/conversations/${at(conversation)}/entries${query({ before, limit })}`, { session })
}
