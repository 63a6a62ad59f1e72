/** What agents ask by cards, and the customer's answers: docs/protocol.md, section 3.2.6. */
import { call, headersOf, problem } from './http'
import type { CardField } from './types'

export interface AskedCard {
  id: string
  state: 'asked' | 'answered' | 'withdrawn'
  text: string
  fields: Omit<CardField, 'own'>[]
  steps: { text: string; done: boolean | null; words: string }[]
  answered: string[]
}

export interface CardTicket {
  id: string
  number: string
  open: boolean
  /** `team` may be empty: one of ours. */
  investigated_by: { team: string; next_update_by: string } | null
  cards: AskedCard[]
}

/** Of an answer that was refused: which field, and why. */
export interface CardFault {
  field: string
  message: string
}

export interface CardAnswers {
  evidence: { field: string; value?: string; zone?: string; file?: string; missing?: string }[]
  steps: { done: boolean; words: string; file?: string }[]
}

const at = encodeURIComponent

export function getCards(session: string, ticket: string, locale: string): Promise<CardTicket> {
  return call(`/api/tickets/${at(ticket)}`, { session, locale })
}

export function answerCard(session: string, ticket: string, card: string, body: CardAnswers, locale: string): Promise<CardTicket> {
  return call(`/api/tickets/${at(ticket)}/cards/${at(card)}/answers`, { session, locale, body })
}

/** The conversations whose tickets wait for their customer. */
export async function waitingForMe(session: string): Promise<ReadonlySet<string>> {
  const { tickets } = await call<{ tickets: { conversation: string; next: string }[] }>('/api/tickets?limit=50', { session })
  return new Set(tickets.filter(({ next }) => next === 'customer').map(({ conversation }) => conversation))
}

/** The id of the file, ready to be named in an answer. */
export async function giveFile(session: string, file: File, locale: string): Promise<string> {
  const headers = { ...headersOf({ session, locale }), 'X-File-Name': at(file.name) }
  const response = await fetch('/api/files', { method: 'POST', headers, body: file })
  if (!response.ok) throw problem(response.status, await response.text(), response.headers.get('Retry-After'))
  return ((await response.json()) as { id: string }).id
}
