/** What the tickets' list under a name narrows to, and what is done to many tickets at once: docs/protocol.md, section 3.2. */
import { call } from './desk'
import type { Priority, Status, Ticket } from './tickets'
import type { SavedView } from './views'

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

export type TicketView = SavedView<ViewFilters>

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

/** At most a hundred; with `preview` nothing stays done. */
export function changeTickets(items: readonly TicketItem[], preview = false): Promise<{ results: TicketResult[]; tickets: Ticket[] }> {
  return call('/api/desk/tickets/bulk', { body: { items, preview } })
}
