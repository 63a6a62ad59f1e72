import { expect, test } from 'vitest'

import { bounds, periodOf } from './span'

const now = Date.parse('2026-11-23T12:00:00Z')

test('the last so many days end with today, which counts', () => {
  expect(periodOf({ days: '7' }, now)).toEqual({ days: 7, from: '2026-11-17', to: '2026-11-23' })
  expect(bounds(periodOf({ days: '7' }, now))).toEqual({ since: '2026-11-17', until: '2026-11-24' })
})

test('from one day to another, both included, also over a leap day and a turn of the year', () => {
  expect(bounds(periodOf({ from: '2027-12-31', to: '2028-02-28' }, now))).toEqual({ since: '2027-12-31', until: '2028-02-29' })
  expect(bounds(periodOf({ from: '2026-12-31', to: '2026-12-31' }, now))).toEqual({ since: '2026-12-31', until: '2027-01-01' })
})

test('what is no period is the usual one', () => {
  for (const asked of [{}, { days: '8' }, { from: '2026-11-02', to: '2026-11-01' }, { from: 'x', to: '2026-11-01' }, { from: '2026-13-40', to: '2026-14-01' }]) {
    expect(periodOf(asked, now).days).toBe(28)
  }
})
