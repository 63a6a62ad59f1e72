/** What the guard stops of an agent's words, and who may let it go: docs/protocol.md 2.1. */
import type { Me, Person } from '@/api/types'

import { byPresence } from '../stores/people'

const STOPS = new Set(['asks_for_secret', 'link_not_allowed'])
/** As many as one note may name. */
const MOST_NAMED = 20
/** In characters, as the server counts them. */
export const REASON = { least: 10, most: 500 }

export const stops = (code: string | undefined): boolean => code !== undefined && STOPS.has(code)

/** Whether one may let go what was stopped. */
export const leads = (one: { role: Me['role'] } | null | undefined): boolean => one?.role === 'lead' || one?.role === 'admin'

/** Whom a held reply is to reach: the brand's leads, who is here first. */
export function leadsOf(agents: readonly Person[], brand: string, me: string): string[] {
  return agents.filter((one) => leads(one) && one.id !== me && one.brands.includes(brand)).sort(byPresence).slice(0, MOST_NAMED).map(({ id }) => id)
}

export function reasonFits(reason: string): boolean {
  const length = Array.from(reason.trim()).length
  return length >= REASON.least && length <= REASON.most
}
