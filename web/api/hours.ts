/** Service hours, as admins set them: docs/protocol.md, section 3.2.7. */
import { call, query } from './http'

/** `09:00`; an end may be `24:00`. */
export type Span = [string, string]
export type HoursKind = 'brand' | 'team' | 'channel' | 'region'

export interface Exceptional {
  date: string
  name: string
  /** None: closed. */
  hours: Span[]
}

/** `opens_at` is null while it is open; `closes_at` when it never closes. */
export interface Standing {
  open: boolean
  opens_at: string | null
  closes_at: string | null
}

export interface Plan {
  zone: string
  /** Monday's first. */
  week: Span[][]
  exceptions: Exceptional[]
}

export interface Hours extends Plan {
  kind: HoursKind
  key: string
  revision: number
  changed_at: string | null
  now: Standing
}

export interface AllHours {
  hours: Hours[]
  teams: { id: string; name: string }[]
  channels: string[]
  regions: string[]
  zones: string[]
}

export interface Holidays {
  first: string
  last: string
  holidays: { date: string; name: string }[]
  left_out: { line: number; reason: string; text: string }[]
}

const BASE = '/api/desk/service-hours'

export function getHours(brand: string): Promise<AllHours> {
  return call(`${BASE}${query({ brand })}`)
}

export function putHours(brand: string, { kind, key, zone, week, exceptions, revision }: Omit<Hours, 'changed_at' | 'now'>): Promise<Hours> {
  return call(BASE, { method: 'PUT', body: { brand, kind, key, zone, week, exceptions, revision } })
}

export function resetHours(brand: string, { kind, key, revision }: Pick<Hours, 'kind' | 'key' | 'revision'>): Promise<void> {
  return call(`${BASE}/reset`, { body: { brand, kind, key, revision } })
}

export function tryHours(brand: string, { zone, week, exceptions }: Plan): Promise<Standing> {
  return call(`${BASE}/preview`, { body: { brand, zone, week, exceptions } })
}

export function readHolidays(brand: string, calendar: string): Promise<Holidays> {
  return call(`${BASE}/holidays`, { body: { brand, calendar } })
}
