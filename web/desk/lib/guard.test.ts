import { expect, test } from 'vitest'

import type { Person } from '@/api/types'

import { leads, leadsOf, reasonFits, stops } from './guard'

const person = (id: string, role: Person['role'], presence: Person['presence'] = 'online', brands = ['a']): Person => ({ id, name: id, role, presence, brands })

test('a held reply reaches the leads and admins of its brand, whoever is here first, and never its own author', () => {
  const people = [person('lead away', 'lead', 'away'), person('agent', 'agent'), person('lead', 'lead'), person('abroad', 'lead', 'online', ['b']), person('admin', 'admin', 'busy'), person('me', 'lead')]
  expect(leadsOf(people, 'a', 'me')).toEqual(['lead', 'admin', 'lead away'])
})

test('a note names no more than it may', () => {
  const many = Array.from({ length: 30 }, (_, at) => person(`lead ${at}`, 'lead'))
  expect(leadsOf(many, 'a', '')).toHaveLength(20)
})

test('only leads and admins may let go what was stopped, and only what the guard stopped', () => {
  expect(['agent', 'lead', 'admin'].map((role) => leads({ role: role as Person['role'] }))).toEqual([false, true, true])
  expect(leads(null)).toBe(false)
  expect(['asks_for_secret', 'link_not_allowed', 'not_found', undefined].map(stops)).toEqual([true, true, false, false])
})

test('a reason is a sentence, counted in characters as the server does', () => {
  expect(['short', '         x', '批准的合作伙伴页面链接', '🙂'.repeat(500), '🙂'.repeat(501), 'x'.repeat(10)].map(reasonFits)).toEqual([false, false, true, true, false, true])
})
