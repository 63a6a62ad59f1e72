/** What a brand promises, and the clocks that run by it: docs/protocol.md, section 3.2.12. */
import { call, query } from './http'

export type Metric = 'automated' | 'meaningful' | 'human' | 'reply' | 'update' | 'resolution'

/** `due_at` of a broken one is its new time, where its customer was told one. */
export interface Clock {
  metric: Metric
  state: 'running' | 'warned' | 'broken' | 'paused'
  since: string
  warn_at: string | null
  due_at: string | null
  broken_at: string | null
  told: boolean
}

/** In seconds. */
export interface Cell {
  first: number
  next: number
  resolution: number
}

/** `table[priority - 1][tier]`; all in seconds but for `warn`, which is in percent. */
export interface Policy {
  table: Cell[][]
  chat: number[]
  first: { chat: { warn: number; due: number }; mail: { warn: number; due: number } }
  warn: number
  escalate: number
}

export interface Promises {
  policy: Policy
  house: Policy
  revision: number
  changed_at: string | null
}

const BASE = '/api/desk/promises'

export function getPromises(brand: string): Promise<Promises> {
  return call(`${BASE}${query({ brand })}`)
}

export function putPromises(brand: string, policy: Policy, revision: number): Promise<Promises> {
  return call(BASE, { method: 'PUT', body: { brand, policy, revision } })
}

export function resetPromises(brand: string, revision: number): Promise<Promises> {
  return call(`${BASE}/reset`, { body: { brand, revision } })
}

/** Of the conversations one may see those whose promises are near their end or broken. */
export function listRisks(): Promise<{ clocks: Record<string, Clock[]>; more: boolean }> {
  return call('/api/desk/clocks')
}

export function clocksOf(conversation: string): Promise<{ clocks: Clock[] }> {
  return call(`/api/desk/conversations/${conversation}/clocks`)
}
