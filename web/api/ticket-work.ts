/** Work on tickets: cards, what is one matter, what goes with another, and a matter taken out. docs/protocol.md, section 3.2.6. */
import { call, saidIn } from './desk'
import { query, respond } from './http'
import type { Priority, Status, Ticket } from './tickets'

/** As an agent says it of the one ticket, looking at the other: what that one is to this. */
export const TIES = ['related', 'parent', 'child', 'duplicate_of'] as const
export type Tie = (typeof TIES)[number]
export type AnyTie = Tie | 'duplicate' | 'split_off' | 'split_from' | 'merged' | 'merged_into'

/** Enough of a ticket for a line. */
export interface Brief {
  id: string
  number: string
  status: Status
  category: string
  priority: Priority
  conversation: string
  customer: string
  created_at: string
}

/** Of another customer's ticket no more than its number. `alike`: of the words, 60 to 100; 0: too little. */
export type Duplicate = { number: string; fields: string[]; alike: number } & Partial<Brief>

/** A field of the taxonomy by its key, or one of the agent's own. */
export type AskedField = { key: string } | { kind: string; label: string; choices?: string[] }

export interface Question {
  fields: AskedField[]
  steps: string[]
  text: string
}

const at = encodeURIComponent
const path = (id: string) => `/api/desk/tickets/${at(id)}`

/** `key`: the same again asks once. */
export function askByCard(key: string, id: string, question: Question): Promise<Ticket> {
  return call(`${path(id)}/cards`, { body: question, headers: { 'Idempotency-Key': key } })
}

export function askAgain(id: string, card: string): Promise<Ticket> {
  return call(`${path(id)}/cards/${at(card)}/again`, { method: 'POST' })
}

export function withdrawCard(id: string, card: string): Promise<Ticket> {
  return call(`${path(id)}/cards/${at(card)}/withdraw`, { method: 'POST' })
}

/** The source, closed. */
export function mergeTicket(id: string, revision: number, into: string): Promise<Ticket> {
  return call(`${path(id)}/merge`, { body: { into, revision } })
}

export function unmergeTicket(id: string, revision: number): Promise<Ticket> {
  return call(`${path(id)}/unmerge`, { body: { revision } })
}

export async function linksOf(id: string): Promise<{ tie: AnyTie; ticket: Brief }[]> {
  return (await call<{ links: { tie: AnyTie; ticket: Brief }[] }>(`${path(id)}/links`)).links
}

export function linkTickets(id: string, other: string, tie: Tie): Promise<Ticket> {
  return call(`${path(id)}/links/${at(other)}`, { method: 'PUT', body: { tie } })
}

export function unlinkTickets(id: string, other: string): Promise<Ticket> {
  return call(`${path(id)}/links/${at(other)}`, { method: 'DELETE' })
}

/** The new ticket; `entries`: numbers of messages. */
export function splitTicket(key: string, id: string, part: { entries: number[]; category: string; text: string }): Promise<Ticket> {
  return call(`${path(id)}/split`, { body: part, headers: { 'Idempotency-Key': key } })
}

export async function duplicatesOf(id: string): Promise<Duplicate[]> {
  return (await call<{ duplicates: Duplicate[] }>(`${path(id)}/duplicates`)).duplicates
}

/** The customer's others; or the one that has this number. */
export async function othersOf(id: string, number = ''): Promise<Brief[]> {
  return (await call<{ tickets: Brief[] }>(`${path(id)}/others${query({ number })}`)).tickets
}

/** The whole matter as a zip. */
export async function bundleOf(id: string, notes: boolean): Promise<Blob> {
  return (await respond(`${path(id)}/bundle${query({ notes: notes ? 'true' : '' })}`, { locale: saidIn() })).blob()
}
