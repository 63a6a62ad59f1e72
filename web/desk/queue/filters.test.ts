import { expect, test } from 'vitest'

import { EVERYTHING, filtersFrom, keyOf, queryOf, used } from './filters'

const ID = '0af3c9d2e18b4f6688aa00112233445f'
const SOME = { brand: 'kaixin', language: 'zh', channel: 'webchat', tier: 'VIP 1', verified: 'true', assignee: ID }

test('what the address names is what was chosen, whatever the combination', () => {
  for (let mask = 0; mask < 64; mask++) {
    const filters = { ...EVERYTHING, ...Object.fromEntries(Object.entries(SOME).filter((_, index) => mask & (1 << index))) }
    expect(filtersFrom(queryOf(filters))).toEqual(filters)
  }
})

test('an address that cannot be meant narrows nothing', () => {
  const odd = { language: 'English', verified: 'maybe', assignee: '../me', tier: ['VIP 1', 'VIP 2'], channel: 'x'.repeat(25), brand: '' }
  expect(filtersFrom(odd)).toEqual(EVERYTHING)
})

test('filters are told apart by all they say', () => {
  expect(keyOf({ ...EVERYTHING, channel: 'a' })).not.toBe(keyOf({ ...EVERYTHING, tier: 'a' }))
  expect(used({ ...EVERYTHING, tier: 'a', brand: 'b' })).toEqual(['brand', 'tier'])
})
