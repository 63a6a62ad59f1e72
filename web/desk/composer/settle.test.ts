import { expect, test } from 'vitest'

import { isSaved, settle } from './settle'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).getTime()
const server = (text: string, revision: number, minute: number) => ({ text, revision, saved_at: new Date(at(minute)).toISOString() })

test('what was saved elsewhere replaces what was not touched here', () => {
  const held = { text: 'old', saved: 'old', revision: 1 }
  expect(settle(held, server('new', 2, 5), at(1))).toEqual({ text: 'new', saved: 'new', revision: 2 })
  expect(settle(held, server('', 2, 5), at(1))).toEqual({ text: '', saved: '', revision: 2 })
})

test('of two that were written apart the later one stands, and goes on from the newest revision', () => {
  const held = { text: 'mine', saved: 'old', revision: 1 }
  expect(settle(held, server('theirs', 3, 5), at(9))).toEqual({ text: 'mine', saved: 'theirs', revision: 3 })
  expect(settle(held, server('theirs', 3, 5), at(1))).toEqual({ text: 'theirs', saved: 'theirs', revision: 3 })
})

test('an older or equal revision says nothing new, a forgotten one begins anew', () => {
  const held = { text: 'mine', saved: 'old', revision: 2 }
  expect(settle(held, server('old', 2, 9), at(1))).toBe(held)
  const anew = settle(held, null, at(1))
  expect(anew).toEqual({ text: 'mine', saved: '', revision: 0 })
  expect(isSaved(anew)).toBe(false)
  expect(settle({ text: '', saved: '', revision: 0 }, null, 0)).toEqual({ text: '', saved: '', revision: 0 })
})
