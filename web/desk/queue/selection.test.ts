import { expect, test } from 'vitest'

import { kept, NONE, stretched, toggled } from './selection'

const ORDER = ['a', 'b', 'c', 'd', 'e']
const ids = (chosen: typeof NONE) => [...chosen.ids].sort()

test('one is chosen and left out again', () => {
  const one = toggled(NONE, 'b')
  expect(ids(one)).toEqual(['b'])
  expect(ids(toggled(one, 'b'))).toEqual([])
})

test('a stretch goes from the last one chosen by itself, in both directions, and keeps what was chosen before', () => {
  const far = toggled(toggled(NONE, 'e'), 'c')
  expect(ids(stretched(far, 'a', ORDER))).toEqual(['a', 'b', 'c', 'e'])
  expect(ids(stretched(stretched(far, 'b', ORDER), 'd', ORDER))).toEqual(['b', 'c', 'd', 'e'])
})

test('without a beginning a stretch is the one itself', () => {
  expect(stretched(NONE, 'c', ORDER)).toEqual({ ids: new Set(['c']), anchor: 'c' })
})

test('what left the list is no longer chosen, and nothing else changes', () => {
  const chosen = toggled(toggled(NONE, 'a'), 'c')
  expect(kept(chosen, ORDER)).toBe(chosen)
  expect(kept(chosen, ['a', 'b'])).toEqual({ ids: new Set(['a']), anchor: null })
})
