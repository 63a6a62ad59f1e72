import { expect, test } from 'vitest'

import { offsets, rowAt, slice } from './window'

test('a short list is drawn whole', () => {
  expect(slice(offsets(Array.from({ length: 40 }, () => 56)), 0, 300)).toEqual({ from: 0, to: 40 })
})

test('of a long list what is in sight and a little beyond is drawn', () => {
  const starts = offsets(Array.from({ length: 10_000 }, () => 56))
  const { from, to } = slice(starts, 280_000, 700)
  expect(from).toBeLessThanOrEqual(5000 - 8)
  expect(to).toBeGreaterThanOrEqual(5013)
  expect(to - from).toBeLessThan(40)
  expect(slice(starts, 560_000, 700).to).toBe(10_000)
})

test('rows of different heights are found', () => {
  const starts = offsets([30, 56, 56, 30, 56])
  expect(starts).toEqual([0, 30, 86, 142, 172, 228])
  expect([0, 29, 30, 85, 142, 171, 172].map((y) => rowAt(starts, y))).toEqual([0, 0, 1, 1, 3, 3, 4])
})
