import { expect, test } from 'vitest'

import type { Clock, Policy } from '@/api/promises'

import { worst } from '../stores/clocks'
import { differing, read, withCell, written } from './rules'

const cell = { first: 1800, next: 3600, resolution: 86_400 }
const policy: Policy = { table: Array.from({ length: 5 }, () => Array.from({ length: 4 }, () => ({ ...cell }))), chat: [300, 120, 60, 30], first: { chat: { warn: 20, due: 30 }, mail: { warn: 60, due: 120 } }, warn: 75, escalate: 432_000 }

test('a span is written as people say it and read back as it was', () => {
  for (const [seconds, text] of [[30, '30 s'], [300, '5 min'], [14_400, '4 h'], [172_800, '2 d'], [5400, '90 min']] as const) {
    expect(written(seconds)).toBe(text)
    expect(read(text)).toBe(seconds)
  }
  expect([read(' 4H '), read('5m')]).toEqual([14_400, 300])
})

test('what is no span is none', () => {
  for (const text of ['', 'x', '4', '-1 h', '1.5 h', '0 s', '4 s', '61 d', '4 weeks']) expect(read(text)).toBeNull()
})

test('the first priority is the same for every tier, the others each have their own', () => {
  expect(withCell(policy, 1, 2, { first: 60 }).table[0]?.map((one) => one.first)).toEqual([60, 60, 60, 60])
  const changed = withCell(policy, 3, 2, { next: 60 })
  expect(changed.table[2]?.map((one) => one.next)).toEqual([3600, 3600, 60, 3600])
  expect(policy.table[2]?.[2]?.next).toBe(3600)
  expect(differing(changed, policy, (priority, tier, part) => `P${priority} T${tier} ${part}`)).toEqual([{ name: 'P3 T2 next', mine: '1 min', theirs: '1 h' }])
})

test('what is over goes before what is near its end', () => {
  const clock = (metric: Clock['metric'], state: Clock['state'], due_at: string | null): Clock => ({ metric, state, since: '', warn_at: null, due_at, broken_at: null, told: false })
  const calm = clock('resolution', 'running', '2026-11-23T09:00:00Z')
  const late = clock('human', 'broken', '2026-11-23T11:00:00Z')
  const near = clock('update', 'warned', '2026-11-23T10:00:00Z')
  expect(worst([calm, near, late])).toBe(late)
  expect(worst([calm, near])).toBe(near)
  expect(worst([clock('automated', 'running', null)])).toBeNull()
})
