import { expect, test } from 'vitest'

import { nextPresence, readPresence } from './idle'

const MINUTE = 60_000

test('who touches nothing for long is away, and back with the next touch', () => {
  expect(nextPresence('online', false, 9 * MINUTE, 10)).toBeNull()
  expect(nextPresence('online', false, 10 * MINUTE, 10)).toBe('away')
  expect(nextPresence('away', true, 0, 10)).toBe('online')
  expect(nextPresence('away', true, 11 * MINUTE, 10)).toBeNull()
})

test('what a hand chose stays', () => {
  for (const presence of ['busy', 'away', 'offline'] as const) for (const idle of [0, 99 * MINUTE]) expect(nextPresence(presence, false, idle, 10)).toBeNull()
})

test('with never chosen nobody goes away by himself, and who was away comes back', () => {
  expect(nextPresence('online', false, 999 * MINUTE, 0)).toBeNull()
  expect(nextPresence('away', true, 999 * MINUTE, 0)).toBe('online')
})

test('a note that makes no sense says nothing', () => {
  expect([null, '{', '1', '{"presence":"here"}'].map(readPresence)).toEqual([null, null, null, null])
  expect(readPresence('{"presence":"away","byItself":true}')).toEqual({ presence: 'away', byItself: true })
})
