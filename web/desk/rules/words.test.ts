import { expect, test } from 'vitest'

import type { Content } from '@/api/rules'

import en from '../texts/en/rules'
import talk from '../texts/en/talk'
import { addable, blank, copied, inOrder, lackOf, minutesOf, sentence, span, type Say } from './words'

const texts = { ...en, ...talk } as unknown as Record<string, unknown>
const say: Say = (key, named = {}, plural) => {
  const found = key.split('.').reduce<unknown>((tree, part) => (tree as Record<string, unknown> | undefined)?.[part], texts)
  if (typeof found !== 'string') throw new Error(key)
  const forms = found.split(' | ')
  const text = forms[plural === 1 ? 0 : forms.length - 1] ?? ''
  return text.replace(/\{'(.)'\}/g, '$1').replace(/\{(\w+)\}/g, (_, name: string) => String(named[name]))
}
const known = { teams: [{ id: 't', name: 'Chain' }], categories: [{ code: 'DEP-NOCRED', name: 'Deposit' }], macros: [{ id: 'm', name: '/night', says: true }] }

test('a rule reads as a sentence', () => {
  const rule: Content = {
    ...blank(), name: 'x', trigger: { on: 'status', value: 'waiting_for_partner', after: 1440 },
    when: { match: 'any', groups: [{ match: 'all', tests: [{ field: 'priority', op: 'in', values: ['1', '2'] }, { field: 'hours', op: 'in', values: ['outside'] }] }, { match: 'all', tests: [{ field: 'waiting', op: 'at_least', values: ['30'] }] }] },
    steps: [{ type: 'reply', value: 'm' }, { type: 'transfer', team: 't', text: 'look' }],
  }
  expect(sentence(rule, known, say)).toEqual({
    when: '1 day after the status changed: waiting for a partner',
    conditions: '(priority is P1 or P2 and service hours is outside) or waiting time at least 30 minutes',
    then: 'reply: /night, transfer to a team: Chain',
  })
})

test('steps stand in the order in which they are done, each kind once, one owner and one end', () => {
  const steps = inOrder([{ type: 'close' }, { type: 'note', text: 'a' }, { type: 'transfer' }])
  expect(steps.map(({ type }) => type)).toEqual(['note', 'transfer', 'close'])
  expect(addable(['note', 'tag', 'unassign', 'status'], steps)).toEqual(['tag'])
})

test('what a step lacks is said before the server has to', () => {
  expect(lackOf({ type: 'priority', value: '1', why: 'no' })).toBe('why')
  expect(lackOf({ type: 'status', value: 'rejected' })).toBe('text')
  expect(lackOf({ type: 'status', value: 'solved' })).toBeNull()
  expect(lackOf({ type: 'task', team: 't', text: 'look' })).toBe('minutes')
})

test('spans are said in their largest whole unit', () => {
  expect([span(0), span(90), span(120), span(2880)]).toEqual([{ n: 0, unit: 'minutes' }, { n: 90, unit: 'minutes' }, { n: 2, unit: 'hours' }, { n: 2, unit: 'days' }])
  expect(minutesOf(2, 'days')).toBe(2880)
  expect(copied(blank())).toEqual(blank())
})
