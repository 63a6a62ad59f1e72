/** What can be done with a ticket as a whole, and by which key. */
import type { Ticket } from '@/api/tickets'

export type Deed = 'ask' | 'merge' | 'tie' | 'split' | 'bundle'

export const DEED_KEYS: Partial<Record<Deed, string[]>> = { ask: ['B'], merge: ['G'], tie: ['L'], split: ['S'] }

/** `leads`: whether the reader is one who may take a matter out. */
export function deedsOf(ticket: Pick<Ticket, 'open' | 'merged_into'>, leads: boolean): { name: Deed; keys?: string[] }[] {
  const names: Deed[] = [
    ...(ticket.open ? (['ask', 'merge'] as const) : []), 'tie', ...(ticket.merged_into ? [] : (['split'] as const)), ...(leads ? (['bundle'] as const) : []),
  ]
  return names.map((name) => ({ name, ...(DEED_KEYS[name] ? { keys: DEED_KEYS[name] } : {}) }))
}
