/** Tickets as agents see them, and the taxonomy admins edit: docs/protocol.md, section 3.2.6. */
import { call } from './desk'
import { query } from './http'
import type { Task } from './ticket-tasks'

export const OPEN_STATUSES = ['submitted', 'in_queue', 'with_agent', 'investigating', 'reopened', 'waiting_for_you', 'waiting_on_chain', 'waiting_for_partner'] as const
export const STATUSES = [...OPEN_STATUSES, 'solved', 'closed', 'withdrawn', 'rejected'] as const
export type Status = (typeof STATUSES)[number]
export const FLAGS = ['large_sum', 'many_affected', 'deadline', 'vulnerable'] as const
export type Flag = (typeof FLAGS)[number]
export type Priority = 1 | 2 | 3 | 4 | 5

/** One fact as it is kept; `typed` where that differs from what it is compared as. */
export interface Fact {
  field: string
  value?: string
  typed?: string
  zone?: string
  file?: string
  missing?: string
  hints?: string[]
  networks?: string[]
}

/** One fact as somebody gives it. */
export interface Given {
  field: string
  value?: string
  zone?: string
  file?: string
  missing?: string
}

/** Why a field is refused; `at`: its place in what was sent. */
export interface Fault {
  at: number
  field: string
  code: string
  message: string
  example: string
  value?: string
  networks?: string[]
  either?: string[]
}

/** What was asked by a card and what came back; `done`: null while nobody has said. `answered`: keys of fields. */
export interface TicketCard {
  id: string
  state: 'asked' | 'answered' | 'withdrawn'
  text: string
  asked_at: string
  answered_at: string | null
  fields: { key: string; kind: string; label: string; example: string; choices: string[]; many: boolean }[]
  steps: { text: string; done: boolean | null; words: string }[]
  answered: string[]
}

export interface Ticket {
  id: string
  number: string
  brand: string
  conversation: string
  type: string
  category: { code: string; label: string }
  team: string
  status: Status
  open: boolean
  since: string
  next: 'agents' | 'customer' | 'chain' | 'partner' | 'nobody'
  next_update_by: string | null
  investigated_by: { team: string; since: string; next_update_by: string } | null
  moves: Status[]
  /** What it goes on as, in the end. */
  merged_into: { id: string; number: string } | null
  priority: Priority
  complete: number
  lacking: string[]
  evidence: Fact[]
  cards: TicketCard[]
  urgent: boolean
  nudged_at: string | null
  created_at: string
  updated_at: string
  revision: number
  owner: { id: string; name: string } | null
  customer: string
  weight: { computed: Priority; set: Priority | null; why: string; flags: Record<Flag, boolean> }
  urgent_because: string
  tasks: Task[]
  tags: string[]
  /** `until` null: until the customer writes. */
  snoozed: { until: string | null } | null
  checks: (Check & { done: { by: { id: string; name: string }; at: string } | null })[]
}

export interface Change {
  status?: Status
  category?: string
  /** 0: what is computed. */
  priority?: Priority | 0
  why?: string
  text?: string
  flags?: Partial<Record<Flag, boolean>>
  /** Why a lead solves it with something on the checklist to be done. */
  unchecked?: string
}

/** What agents see to before a matter is solved. */
export interface Check {
  key: string
  text: string
  required: boolean
}

export type Labels = Record<string, string>

export interface Category {
  code: string
  type: string
  labels: Labels
  required: string[]
  optional: string[]
  priority: Priority
  team: string
  first: Labels
  active: boolean
  checklist: Check[]
  revision: number
}

export interface Field {
  key: string
  kind: string
  labels: Labels
  example: string
  choices: string[]
  many: boolean
  formats: string[]
  revision: number
  /** A brand's own that no customer sees. */
  internal: boolean
  /** A brand's own that nobody is asked for any more; what was told of it stays. */
  retired: boolean
  retired_at: string
  retired_by: string
}

/** What a field can hold: docs/protocol.md, section 3.2.6. */
export const KINDS = ['text', 'yes_no', 'choice', 'amount', 'currency', 'asset', 'network', 'txid', 'address', 'date', 'time', 'url', 'country', 'reference', 'uid', 'order_id', 'file'] as const

export interface Taxonomy {
  types: { code: string; labels: Labels }[]
  categories: Category[]
  fields: Field[]
  /** Those any agent may use. */
  tags: BrandTags
}

export interface BrandTags {
  tags: string[]
  revision: number
}

/** What the customer has written that can stand as evidence; `entry`: where. */
export interface Said {
  field: string
  value: string
  entry: string
}

export interface TicketFilters {
  brand: string
  status: string
  category: string
  priority: string
  team: string
  owner: string
  tag: string
  /** `true`: only those put off; `false`: all others. */
  snoozed: string
  /** Empty: the most pressing first. */
  sort: string
}

const at = encodeURIComponent
const BASE = '/api/desk/tickets'
const TREE = '/api/desk/ticket-taxonomy'

/** As many as one answer has at most. */
export const MOST_LISTED = 100

export function listTickets(filters: TicketFilters, cursor: string | null = null, limit: number | null = null): Promise<{ tickets: Ticket[]; next: string | null }> {
  return call(`${BASE}${query({ ...filters, cursor, limit })}`)
}

export async function ticketOf(conversation: string): Promise<Ticket | null> {
  return (await call<{ ticket: Ticket | null }>(`/api/desk/conversations/${at(conversation)}/ticket`)).ticket
}

export async function factsOf(conversation: string): Promise<Said[]> {
  return (await call<{ facts: Said[] }>(`/api/desk/conversations/${at(conversation)}/facts`)).facts
}

/** `key`: the same again makes the same ticket. */
export function openTicket(key: string, asked: { conversation: string; category: string; evidence: Given[]; anyway: boolean }): Promise<Ticket> {
  return call(BASE, { body: asked, headers: { 'Idempotency-Key': key } })
}

export function getTicket(id: string): Promise<Ticket> {
  return call(`${BASE}/${at(id)}`)
}

export function changeTicket(id: string, revision: number, change: Change): Promise<Ticket> {
  return call(`${BASE}/${at(id)}`, { method: 'PUT', body: { revision, ...change } })
}

export function putEvidence(id: string, revision: number, evidence: Given[]): Promise<Ticket> {
  return call(`${BASE}/${at(id)}/evidence`, { method: 'PUT', body: { revision, evidence } })
}

export function getTaxonomy(brand: string): Promise<Taxonomy> {
  return call(`${TREE}${query({ brand })}`)
}

export function putCategory(brand: string, { code, ...rest }: Category): Promise<Category> {
  return call(`${TREE}/categories/${at(code)}`, { method: 'PUT', body: { brand, ...rest } })
}

export function putField(brand: string, { key, ...rest }: Omit<Field, 'retired_at' | 'retired_by'>): Promise<Field> {
  return call(`${TREE}/fields/${at(key)}`, { method: 'PUT', body: { brand, ...rest } })
}

export function resetTaxonomy(brand: string, kind: 'category' | 'field', key: string): Promise<void> {
  return call(`${TREE}/reset`, { body: { brand, kind, key } })
}
