/** What who waits for a person may do meanwhile: docs/protocol.md, sections 3.1 and 3.2.6. */
import { call, query } from './http'

export interface Topics {
  types: { code: string; label: string }[]
  categories: { code: string; type: string; label: string }[]
}

export interface WaitTicket {
  id: string
  number: string
  next_update_by: string | null
}

/** `weekday`: 1 is Monday; `until` is not part of it; `usual` in seconds. */
export interface BestTimes {
  days: number
  zone: string
  hours: { weekday: number; hour: number; usual: number }[]
  best: { weekday: number; begin: number; until: number; usual: number }[]
}

export function getBestTimes(brand: string, locale: string, zone: string): Promise<BestTimes> {
  return call(`/api/w/${encodeURIComponent(brand)}/best-times${query({ locale, zone })}`, { locale })
}

export function getTopics(session: string, locale: string): Promise<Topics> {
  return call(`/api/tickets/taxonomy${query({ locale })}`, { session, locale })
}

/** A conversation becomes a ticket and stays its timeline. */
export function openTicket(session: string, body: { conversation: string; category: string; locale: string }, key: string): Promise<WaitTicket> {
  return call('/api/tickets', { session, locale: body.locale, body, headers: { 'Idempotency-Key': key } })
}
