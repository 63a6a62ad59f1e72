/** Rules that act by themselves: docs/protocol.md, section 3.2.11. */
import { call, query } from './http'

export const TRIGGERS = ['message', 'opened', 'status', 'priority', 'tag', 'handed_over', 'transferred', 'at_risk', 'late', 'rated'] as const
export type On = (typeof TRIGGERS)[number]
export const FIELDS = ['channel', 'language', 'team', 'category', 'type', 'priority', 'tier', 'status', 'tag', 'assigned', 'words', 'hours', 'waiting', 'rating'] as const
export type RuleField = (typeof FIELDS)[number]
export type Op = 'in' | 'not_in' | 'at_least' | 'less'
export type Match = 'all' | 'any'

export interface Condition {
  field: RuleField
  op: Op
  values: string[]
}

export interface When {
  match: Match
  groups: { match: Match; tests: Condition[] }[]
}

export const STEPS = ['reply', 'note', 'tag', 'category', 'priority', 'card', 'task', 'assign', 'unassign', 'transfer', 'snooze', 'status', 'close', 'webhook', 'macro'] as const
export type StepKind = (typeof STEPS)[number]

/** What a rule or a macro does; which of the fields a kind has: section 3.2.3. */
export interface Step {
  type: StepKind
  text?: string
  team?: string
  value?: string
  why?: string
  add?: string[]
  remove?: string[]
  fields?: { key?: string }[]
  steps?: string[]
  minutes?: number
}

export interface Content {
  name: string
  active: boolean
  /** `after`: minutes. */
  trigger: { on: On; value?: string; after?: number }
  when: When
  steps: Step[]
}

export interface Rule {
  id: string
  revision: number
  changed_at: string
  rule: Content
  week?: { done: number; failed: number; stopped: number }
}

export interface Trouble {
  rule: string
  conversation: string
  state: 'failed' | 'stopped'
  code: string
  at: string
}

export interface Tried {
  looked: number
  met: number
  times: number
  does: StepKind[]
  matters: { conversation: string; subject: string; ticket: { id: string; number: string; status: string } | null; times: number; last: string; lacks: StepKind[] }[]
}

const BASE = '/api/desk/rules'

export function getRules(brand: string): Promise<{ rules: Rule[]; troubles: Trouble[] }> {
  return call(`${BASE}${query({ brand })}`)
}

export function addRule(brand: string, rule: Content): Promise<Rule> {
  return call(BASE, { body: { brand, rule } })
}

export function putRule(id: string, revision: number, rule: Content): Promise<Rule> {
  return call(`${BASE}/${encodeURIComponent(id)}`, { method: 'PUT', body: { revision, rule } })
}

export function dropRule(id: string): Promise<void> {
  return call(`${BASE}/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

export function orderRules(brand: string, rules: string[]): Promise<void> {
  return call(`${BASE}/order`, { method: 'PUT', body: { brand, rules } })
}

export function tryRule(brand: string, rule: Content, most = 1000): Promise<Tried> {
  return call(`${BASE}/preview`, { body: { brand, rule, most } })
}
