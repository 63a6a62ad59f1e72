/** Who works when, and what one shift tells the next: docs/protocol.md, section 3.2.14. */
import { call, query } from './http'
import type { Span } from './hours'

export interface Stretch {
  begins_at: string
  ends_at: string
}

export interface ShiftDate {
  date: string
  name: string
  /** None: free. */
  shifts: Span[]
}

/** Monday's first; an end that is not after its beginning is on the next day. */
export interface ShiftPattern {
  zone: string
  week: Span[][]
  exceptions: ShiftDate[]
}

export interface Shifts {
  id: string
  name: string
  manageable: boolean
  revision: number
  pattern: ShiftPattern | null
  shifts: Stretch[]
}

export interface Roster extends Stretch {
  zone: string
  agents: Shifts[]
  gaps: Stretch[]
  unplanned: number
  zones: string[]
}

export interface Handover {
  id: string
  agent: { id: string; name: string }
  text: string
  conversation: { id: string; subject: string } | null
  at: string
}

export function getRoster(brand: string, week: string): Promise<Roster> {
  return call(`/api/desk/roster${query({ brand, week })}`)
}

export function putShifts(agent: string, { zone, week, exceptions }: ShiftPattern, revision: number): Promise<Shifts> {
  return call(`/api/desk/roster/${encodeURIComponent(agent)}`, { method: 'PUT', body: { revision, zone, week, exceptions } })
}

export function clearShifts(agent: string, revision: number): Promise<void> {
  return call(`/api/desk/roster/${encodeURIComponent(agent)}/clear`, { body: { revision } })
}

export async function listHandovers(brand: string): Promise<Handover[]> {
  return (await call<{ handovers: Handover[] }>(`/api/desk/handovers${query({ brand })}`)).handovers
}

/** `key`: the same again is the same note. */
export function writeHandover(brand: string, text: string, conversation: string | null, key: string): Promise<Handover> {
  return call('/api/desk/handovers', { body: { brand, text, conversation }, headers: { 'Idempotency-Key': key } })
}
