import { expect, test } from 'vitest'

import type { Ticket } from '@/api/tickets'

import { undoing, wished } from './many'

const ticket = (parts: Partial<Ticket>): Ticket => ({ id: 'a', revision: 3, status: 'with_agent', moves: [], tags: [], owner: null, snoozed: null, weight: { computed: 3, set: null, why: '', flags: {} }, ...parts }) as unknown as Ticket

test('a status is taken back where it can be had again without a word to the customer', () => {
  const act = { type: 'status', status: 'investigating' } as const
  const after = ticket({ revision: 4, status: 'investigating', moves: ['with_agent', 'waiting_for_you'] })
  expect(undoing(act, ticket({}), after)).toEqual({ type: 'status', revision: 4, status: 'with_agent' })
  expect(undoing(act, ticket({ status: 'in_queue' }), after)).toBeNull()
  expect(undoing(act, ticket({ status: 'waiting_for_you' }), after)).toBeNull()
})

test('tags that were there already stay, and those that were not are not made', () => {
  const act = { type: 'tags' as const, add: ['wave', 'vip'], remove: ['old', 'never'] }
  expect(undoing(act, ticket({ tags: ['vip', 'old'] }), ticket({ tags: ['vip', 'wave'] }))).toEqual({ type: 'tags', add: ['old'], remove: ['wave'] })
})

test('owner, priority and what was put off come back as they were', () => {
  const before = ticket({ owner: { id: 'b', name: 'Bo' }, snoozed: { until: null }, weight: { computed: 3, set: 2, why: 'because', flags: {} as never } })
  expect(undoing({ type: 'assign', to: null }, before, ticket({}))).toEqual({ type: 'assign', to: 'b' })
  expect(undoing({ type: 'priority', priority: 1 }, before, ticket({ revision: 9 }))).toEqual({ type: 'priority', revision: 9, priority: 2, why: 'because' })
  expect(undoing({ type: 'wake' }, before, ticket({}))).toEqual({ type: 'snooze', until: null })
  expect(undoing({ type: 'snooze', until: null }, ticket({}), before)).toEqual({ type: 'wake' })
  expect(undoing({ type: 'transfer', team: 't', note: 'n' }, before, before)).toEqual({ type: 'back' })
  expect(undoing({ type: 'back' }, before, before)).toBeNull()
})

test('what depends on what one has seen says which revision that was', () => {
  expect(wished({ type: 'priority', priority: 0 }, ticket({}))).toEqual({ type: 'priority', priority: 0, revision: 3 })
  expect(wished({ type: 'wake' }, ticket({}))).toEqual({ type: 'wake' })
})
