/** What agents take, whose matters are given out, and why a matter stands where it does. docs/protocol.md, section 3.2. */
import { call } from './desk'

/** `level` 1 to 3; `until`: the last day it counts, as `2027-03-31`, or null. */
export interface Ability {
  name: string
  level: number
  until: string | null
}

export interface Capacity {
  chat: number
  callback: number
  mail: number
  skills: Ability[]
  languages: Ability[]
}

export interface Work extends Capacity {
  id: string
  name: string
  brands: string[]
  manageable: boolean
}

export interface GivenOut {
  brand: string
  on: boolean
  react_seconds: number
}

export type OrderCode = 'alone' | 'security' | 'p1' | 'overdue' | 'priority' | 'tier' | 'waiting' | 'channel'

/** Times in seconds. `beside`: the one behind, or for the last one the one ahead. */
export interface OrderReason {
  key: `queue.${'ahead' | 'behind'}.${OrderCode}`
  code: OrderCode
  place: number
  of: number
  priority: number
  tier: number
  channel: 'chat' | 'callback' | 'mail'
  waited: number
  target: number
  beside: { conversation: string; priority: number; tier: number; channel: 'chat' | 'callback' | 'mail' } | null
}

export function listWork(): Promise<{ agents: Work[]; queues: GivenOut[] }> {
  return call('/api/desk/work')
}

export function putWork(id: string, work: Capacity): Promise<Work> {
  return call(`/api/desk/work/${encodeURIComponent(id)}`, { method: 'PUT', body: work })
}

export function putQueue(brand: string, on: boolean, seconds: number): Promise<GivenOut> {
  return call(`/api/desk/queues/${encodeURIComponent(brand)}`, { method: 'PUT', body: { on, react_seconds: seconds } })
}

export async function whyThere(conversation: string): Promise<OrderReason | null> {
  return (await call<{ reason: OrderReason | null }>(`/api/desk/conversations/${encodeURIComponent(conversation)}/place`)).reason
}
