/** Work of agents within a ticket, as what one team is asked by another: docs/protocol.md, section 3.2.6. */
import { call } from './desk'
import { query } from './http'
import type { BrandTags, Priority, Status, Ticket } from './tickets'

export type TaskState = 'open' | 'taken' | 'done' | 'declined'

export interface Task {
  id: string
  state: TaskState
  team: { id: string; name: string }
  agent: { id: string; name: string } | null
  asked_by: { id: string; name: string }
  text: string
  answer: string
  due_at: string
  asked_at: string
  changed_at: string
}

export interface TaskOfTicket extends Task {
  ticket: { id: string; number: string; conversation: string; category: string; priority: Priority; status: Status }
}

export const WHOSE = ['mine', 'asked', 'all'] as const
export type Whose = (typeof WHOSE)[number]

export interface NewTask {
  team: string
  agent?: string
  text: string
  due_at: string
}

const at = encodeURIComponent
const BASE = '/api/desk/tickets'

export function listTasks(brand: string, whose: Whose, cursor: string | null = null): Promise<{ tasks: TaskOfTicket[]; next: string | null }> {
  return call(`/api/desk/ticket-tasks${query({ brand, whose, cursor })}`)
}

/** `key`: the same again asks once. */
export function askTeam(ticket: string, key: string, task: NewTask): Promise<Ticket> {
  return call(`${BASE}/${at(ticket)}/tasks`, { body: task, headers: { 'Idempotency-Key': key } })
}

export function answerTask(ticket: string, task: string, state: Exclude<TaskState, 'open'>, text = ''): Promise<Ticket> {
  return call(`${BASE}/${at(ticket)}/tasks/${at(task)}`, { method: 'PUT', body: { state, text } })
}

export function tickCheck(ticket: string, key: string, done: boolean): Promise<Ticket> {
  return call(`${BASE}/${at(ticket)}/checks/${at(key)}`, { method: 'PUT', body: { done } })
}

export function tagTicket(ticket: string, change: { add?: string[]; remove?: string[] }): Promise<Ticket> {
  return call(`${BASE}/${at(ticket)}/tags`, { method: 'PUT', body: change })
}

export function putTags(brand: string, revision: number, tags: string[]): Promise<BrandTags> {
  return call('/api/desk/ticket-taxonomy/tags', { method: 'PUT', body: { brand, revision, tags } })
}

/** `until` null: until the customer writes. */
export function snoozeTicket(ticket: string, until: string | null): Promise<Ticket> {
  return call(`${BASE}/${at(ticket)}/snooze`, { method: 'PUT', body: until === null ? {} : { until } })
}

export function wakeTicket(ticket: string): Promise<Ticket> {
  return call(`${BASE}/${at(ticket)}/snooze`, { method: 'DELETE' })
}
