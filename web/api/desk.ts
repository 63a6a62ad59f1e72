/** What the desk asks of the server over HTTP: docs/protocol.md, section 3.2. The session is a cookie. */
import { fetchFirstPage } from './documents'
import { ApiError, type CallOptions, call as speak, query } from './http'
import type {
  BulkAnswer,
  BulkItem,
  CannedReply,
  SavedCanned,
  CustomerProfile,
  DeskConversation,
  DeskPage,
  EntryPage,
  FailedJob,
  FileRef,
  FilterChoices,
  ListCounts,
  ListFilters,
  MacroAnswer,
  MacroRun,
  Me,
  MentionPage,
  People,
  Presence,
  SavedDraft,
  SavedDrafts,
  SearchResult,
  TalkHits,
  Translation,
  Translator,
  View,
} from './types'

const at = encodeURIComponent

let language = ''

/** The language of the server's sentences: the one the agent chose, not the browser's. */
export function setLanguage(chosen: string): void {
  language = chosen
}

export const saidIn = (): string => language

let sessionEnded: () => void = () => undefined

/** Told whenever the server no longer knows the session, whatever was asked. */
export function onSessionEnded(listener: () => void): void {
  sessionEnded = listener
}

/** As `http.call`, in the agent's language, and told when the session is gone. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  try {
    return await speak<T>(path, language ? { locale: language, ...options } : options)
  } catch (reason) {
    if (reason instanceof ApiError && reason.status === 401 && path !== '/api/desk/login') sessionEnded()
    throw reason
  }
}

export async function login(email: string, password: string): Promise<Me> {
  return (await call<{ agent: Me }>('/api/desk/login', { body: { email, password } })).agent
}

export function logout(): Promise<void> {
  return call('/api/desk/logout', { method: 'POST' })
}

export function makeTicket(): Promise<{ ticket: string; expires_at: string }> {
  return call('/api/desk/ticket', { method: 'POST' })
}

export function getMe(): Promise<Me> {
  return call('/api/desk/me')
}

export function putPresence(presence: Presence): Promise<{ presence: Presence }> {
  return call('/api/desk/presence', { method: 'PUT', body: { presence } })
}

export function listView(view: View, filters: ListFilters, options: { cursor?: string | null; limit?: number } = {}): Promise<DeskPage> {
  return call(`/api/desk/conversations${query({ view, ...filters, ...options })}`)
}

export function countLists(filters: ListFilters): Promise<ListCounts> {
  return call(`/api/desk/counts${query({ ...filters })}`)
}

export function listChoices(): Promise<FilterChoices> {
  return call('/api/desk/filters')
}

export function changeMany(items: readonly BulkItem[]): Promise<BulkAnswer> {
  return call('/api/desk/bulk', { body: { items } })
}

export function getConversation(id: string): Promise<DeskConversation> {
  return call(`/api/desk/conversations/${at(id)}`)
}

export function listDeskEntries(id: string, before: number, limit = 50): Promise<EntryPage> {
  return call(`/api/desk/conversations/${at(id)}/entries${query({ before, limit })}`)
}

export function getCustomer(id: string): Promise<CustomerProfile> {
  return call(`/api/desk/customers/${at(id)}`)
}

export function getHistory(customer: string, cursor: string): Promise<Pick<CustomerProfile, 'conversations' | 'next'>> {
  return call(`/api/desk/customers/${at(customer)}/conversations${query({ cursor })}`)
}

export function getDrafts(conversation: string): Promise<SavedDrafts> {
  return call(`/api/desk/conversations/${at(conversation)}/draft`)
}

/** `revision`: the one this text was made from. */
export function putDraft(conversation: string, draft: { mode: 'reply' | 'note'; text: string; revision: number }): Promise<SavedDraft> {
  return call(`/api/desk/conversations/${at(conversation)}/draft`, { method: 'PUT', body: draft })
}

export function listMentions(cursor: string | null = null): Promise<MentionPage> {
  return call(`/api/desk/mentions${query({ cursor })}`)
}

export function seeMentions(conversation: string): Promise<{ unseen: number }> {
  return call(`/api/desk/conversations/${at(conversation)}/mentions`, { method: 'PUT' })
}

export function getTranslator(): Promise<Translator> {
  return call('/api/desk/translation')
}

/** Into which language one reads it; null: as it was written. */
export function getTranslating(conversation: string): Promise<{ to: string | null }> {
  return call(`/api/desk/conversations/${at(conversation)}/translation`)
}

export function putTranslating(conversation: string, to: string | null): Promise<{ to: string | null }> {
  return call(`/api/desk/conversations/${at(conversation)}/translation`, { method: 'PUT', body: { to } })
}

export function translateEntry(conversation: string, entry: string, to: string): Promise<Translation> {
  return call(`/api/desk/conversations/${at(conversation)}/entries/${at(entry)}/translation`, { body: { to } })
}

export function translateDraft(conversation: string, draft: { text: string; from: string; to: string }): Promise<Translation> {
  return call(`/api/desk/conversations/${at(conversation)}/translation`, { body: draft })
}

export function getPeople(): Promise<People> {
  return call('/api/desk/people')
}

export async function listCanned(brand: string): Promise<CannedReply[]> {
  return (await call<{ replies: CannedReply[] }>(`/api/desk/canned${query({ brand })}`)).replies
}

export function addCanned(reply: Omit<CannedReply, 'id'> & { brand: string }): Promise<SavedCanned> {
  return call('/api/desk/canned', { body: reply })
}

export function putCanned(id: string, reply: Omit<CannedReply, 'id'>): Promise<SavedCanned> {
  return call(`/api/desk/canned/${at(id)}`, { method: 'PUT', body: reply })
}

export function dropCanned(id: string): Promise<void> {
  return call(`/api/desk/canned/${at(id)}`, { method: 'DELETE' })
}

export function runMacro(conversation: string, run: MacroRun): Promise<MacroAnswer> {
  return call(`/api/desk/conversations/${at(conversation)}/macro`, { body: run })
}

export async function searchDesk(brand: string, q: string, locale: string, signal?: AbortSignal): Promise<SearchResult[]> {
  const page = await call<{ results: SearchResult[] }>(`/api/desk/search${query({ brand, q, locale })}`, signal ? { signal } : {})
  return page.results
}

export interface TalkQuestion {
  q: string
  brand?: string | null
  status?: string | null
  locale?: string | null
  since?: string | null
  until?: string | null
  cursor?: string | null
}

export function searchTalks(asked: TalkQuestion, signal?: AbortSignal): Promise<TalkHits> {
  return call(`/api/desk/conversations/search${query({ ...asked })}`, signal ? { signal } : {})
}

export async function listFailedJobs(): Promise<FailedJob[]> {
  return (await call<{ jobs: FailedJob[] }>(`/api/desk/jobs${query({ state: 'dead' })}`)).jobs
}

export function resendJob(id: string): Promise<void> {
  return call(`/api/desk/jobs/${at(id)}/resend`, { method: 'POST' })
}

export function deskFileUrl(id: string): string {
  return `/api/desk/files/${at(id)}`
}

/** What its giver says of his own file; empty: nothing. */
export function putCaption(id: string, caption: string): Promise<FileRef> {
  return call(`/api/desk/files/${at(id)}/caption`, { method: 'PUT', body: { caption } })
}

/** Comes back when the first page of a document can be shown. */
export async function firstPageMade(id: string): Promise<void> {
  await fetchFirstPage(id, { path: '/api/desk/files' })
}
