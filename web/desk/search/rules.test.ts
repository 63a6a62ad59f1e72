import { expect, test } from 'vitest'

import { addressOf, askedFrom, asksNothing, cut, isFiltered, sinceOf } from './rules'

test('a search is read from the address and written back, and what the address makes up is left out', () => {
  const query = { q: '提币 usdt', status: 'closed', brand: 'northlight', lang: 'zh-CN', time: '7d' }
  expect(addressOf(askedFrom(query))).toEqual(query)
  expect(addressOf(askedFrom({ q: 'fee', status: 'gone', time: '9y', brand: ['a', 'b'] }))).toEqual({ q: 'fee' })
  expect(askedFrom({ q: 'a'.repeat(300) }).q).toHaveLength(200)
})

test('a filter alone asks nothing, and words alone are not filtered', () => {
  expect(asksNothing(askedFrom({ status: 'open', q: '  ' }))).toBe(true)
  expect(isFiltered(askedFrom({ status: 'open' }))).toBe(true)
  expect(isFiltered(askedFrom({ q: 'fee' }))).toBe(false)
})

test('days begin at midnight where the reader is, today being the first of them', () => {
  const now = new Date(2026, 10, 21, 15, 30)
  expect(sinceOf('1d', now)).toBe(new Date(2026, 10, 21).toISOString())
  expect(sinceOf('7d', now)).toBe(new Date(2026, 10, 15).toISOString())
})

test('a found text falls into marked and unmarked pieces that make it up again', () => {
  const shown = { text: '🪙 My withdrawals of USDT', marks: [[6, 17], [21, 25]] as [number, number][] }
  const pieces = cut(shown)
  expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(['withdrawals', 'USDT'])
  expect(pieces.map((piece) => piece.text).join('')).toBe(shown.text)
  expect(cut({ text: 'plain', marks: [] })).toEqual([{ text: 'plain', marked: false }])
})
