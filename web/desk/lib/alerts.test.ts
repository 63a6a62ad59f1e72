import { expect, test } from 'vitest'

import type { Conversation } from '@/api/types'

import { alertFor } from './alerts'

const SINCE = '2026-11-21T09:00:00.000000Z'
const LATER = '2026-11-21T09:05:00.000000Z'
const ayu = { kind: 'agent' as const, id: 'ayu', name: 'Ayu' }
const talk = (change: Partial<Conversation>) => ({ status: 'open', handler: 'bot', assignee: null, unread: 0, preview_author: 'customer', waiting_since: null, updated_at: LATER, ...change }) as Conversation

test('what is given to me is told once', () => {
  const mine = talk({ handler: 'agent', assignee: ayu })
  expect(alertFor(talk({}), mine, 'ayu', SINCE)).toBe('assigned')
  expect(alertFor(mine, mine, 'ayu', SINCE)).toBeNull()
  expect(alertFor(talk({}), mine, 'sven', SINCE)).toBeNull()
})

test('what my customer says is told, what I say is not, and what was read is not', () => {
  const before = talk({ handler: 'agent', assignee: ayu, unread: 1 })
  expect(alertFor(before, { ...before, unread: 2 }, 'ayu', SINCE)).toBe('message')
  expect(alertFor(before, { ...before, unread: 0, preview_author: 'agent' }, 'ayu', SINCE)).toBeNull()
  expect(alertFor(before, { ...before, unread: 0 }, 'ayu', SINCE)).toBeNull()
})

test('who begins to wait is told, who waited before I came is not', () => {
  const waits = talk({ handler: 'queue', waiting_since: LATER })
  expect(alertFor(undefined, waits, 'ayu', SINCE)).toBe('waiting')
  expect(alertFor(talk({}), waits, 'ayu', SINCE)).toBe('waiting')
  expect(alertFor(waits, { ...waits, unread: 3 }, 'ayu', SINCE)).toBeNull()
  expect(alertFor(undefined, { ...waits, waiting_since: SINCE }, 'ayu', SINCE)).toBeNull()
  expect(alertFor(undefined, { ...waits, status: 'closed' }, 'ayu', SINCE)).toBeNull()
})
