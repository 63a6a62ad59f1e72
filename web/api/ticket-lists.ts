/** Views of the tickets' list, and what is done to many tickets at once: docs/protocol.md, section 3.2. */
import { call } from './desk'
import { query } from './http'
import type { Priority, Status, Ticket } from './tickets'

export const SHARED = ['own', 'team', 'brand'] as const
export type Shared = (typeof SHARED)[number]

/** As the list's own parameters; what is not there narrows nothing. */
export interface ViewFilters {
  status?: string
  category?: string
  priority?: number
  team?: string
  owner?: string
  tag?: string
  snoozed?: boolean
  sort?: string
}

export interface TicketView {
  id: string
  name: string
  filters: ViewFilters
  shared: Shared
  team: { id: string; name: string } | null
  by: { id: string; name: string }
  mine: boolean
  may_change: boolean
  revision: number
  /** `at_least`: there are more. */
  count: number
  at_least: boolean
}

export interface ViewContent {
  name: string
  filters: ViewFilters
  shared: Shared
  team: string | null
}

/** One ticket and what is wanted of it; the same client id again is done once. */
export type TicketWish =
  | { type: 'status'; revision: number; status: Status; text?: string }
  | { type: 'priority'; revision: number; priority: Priority | 0; why?: string }
  | { type: 'tags'; add: string[]; remove: string[] }
  | { type: 'assign'; to: string | null }
  | { type: 'transfer'; team: string; note: string }
  | { type: 'back' }
  | { type: 'snooze'; until: string | null }
  | { type: 'wake' }
export type TicketItem = TicketWish & { client_id: string; ticket: string }

export interface TicketResult {
  client_id: string
  ticket: string
  ok: boolean
  changed?: boolean
  code?: string
  message?: string
}

const VIEWS = '/api/desk/ticket-views'
const at = encodeURIComponent

export async function listViews(brand: string): Promise<TicketView[]> {
  return (await call<{ views: TicketView[] }>(`${VIEWS}${query({ brand })}`)).views
}

export function addView(brand: string, content: ViewContent): Promise<TicketView> {
  return call(VIEWS, { body: { brand, ...content } })
}

export function putView(id: string, revision: number, content: ViewContent): Promise<TicketView> {
  return call(`${VIEWS}/${at(id)}`, { method: 'PUT', body: { revision, ...content } })
}

export function dropView(id: string): Promise<void> {
  return call(`${VIEWS}/${at(id)}`, { method: 'DELETE' })
}

export async function orderViews(brand: string, ids: readonly string[]): Promise<TicketView[]> {
  return (await call<{ views: TicketView[] }>('/api/desk/ticket-view-order', { method: 'PUT', body: { brand, ids } })).views
}

/** At most a hundred; with `preview` nothing stays done. */
export function changeTickets(items: readonly TicketItem[], preview = false): Promise<{ results: TicketResult[]; tickets: Ticket[] }> {
  return call('/api/desk/tickets/bulk', { body: { items, preview } })
}
