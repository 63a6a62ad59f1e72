/** What is wanted of many tickets, and what takes it back. Pure. */
import type { TicketWish } from '@/api/ticket-lists'
import type { Ticket } from '@/api/tickets'

import { WANTS_WORDS } from './rules'

export const KINDS_OF_ACTS = ['status', 'priority', 'tags', 'assign', 'snooze'] as const
export type KindOfAct = (typeof KINDS_OF_ACTS)[number]

export type Act = TicketWish extends infer One ? (One extends unknown ? Omit<One, 'revision'> : never) : never

/** With the revision one has looked at, where it matters what it was made from. */
export function wished(act: Act, ticket: Pick<Ticket, 'revision'>): TicketWish {
  return act.type === 'status' || act.type === 'priority' ? { ...act, revision: ticket.revision } : act
}

/** Null where nothing takes it back: a status that cannot be had again from here, or only with words for the customer. */
export function undoing(act: Act, before: Ticket, after: Ticket): TicketWish | null {
  switch (act.type) {
    case 'status':
      return after.moves.includes(before.status) && !WANTS_WORDS.includes(before.status) ? { type: 'status', revision: after.revision, status: before.status } : null
    case 'priority':
      return { type: 'priority', revision: after.revision, priority: before.weight.set ?? 0, why: before.weight.why }
    case 'tags':
      return { type: 'tags', add: act.remove.filter((tag) => before.tags.includes(tag)), remove: act.add.filter((tag) => !before.tags.includes(tag)) }
    case 'assign':
      return { type: 'assign', to: before.owner?.id ?? null }
    case 'snooze':
    case 'wake':
      return before.snoozed ? { type: 'snooze', until: before.snoozed.until } : { type: 'wake' }
    case 'transfer':
      return { type: 'back' }
    case 'back':
      return null
  }
}
