import { expect, test } from 'vitest'

import type { MacroStep, Person } from '@/api/types'

import { filled, lacks, planOf, stepsOf, toRun, unknownIn } from './macros'

const ALL: MacroStep[] = [{ type: 'note', text: 'for {{agent.name}} and @Sven' }, { type: 'transfer', team: 't1', text: 'please look, {{brand}}' }, { type: 'close' }]
const VALUES = { 'customer.name': 'Lin', 'customer.tier': '', 'agent.name': 'Ayu', brand: 'Northlight', 'conversation.id': 'c1' }

test('what the form holds becomes the same steps again, in the order the server wants', () => {
  for (const steps of [[], ALL, [{ type: 'assign' }], [{ type: 'unassign' }, { type: 'close' }]] as MacroStep[][]) expect(stepsOf(planOf(steps))).toEqual(steps)
  // What was typed under a choice that is not made any more is not kept.
  expect(stepsOf({ ...planOf(ALL), note: false, owner: 'keep' })).toEqual([{ type: 'close' }])
})

test('what is not complete is said before it is saved', () => {
  expect(lacks(planOf(ALL))).toEqual({})
  expect(lacks({ ...planOf([]), note: true, noteText: '  ', owner: 'transfer' })).toEqual({ noteText: 'needNote', team: 'needTeam', why: 'needWhy' })
  expect(unknownIn(ALL)).toBeNull()
  expect(unknownIn([{ type: 'close' }, { type: 'note', text: 'for {{customer.nick}}' }])).toBe('customer.nick')
})

test('steps are filled in like the text, and a note tells whom it names', () => {
  const steps = filled(ALL, VALUES)
  expect(steps.slice(0, 2)).toEqual([{ type: 'note', text: 'for Ayu and @Sven' }, { type: 'transfer', team: 't1', text: 'please look, Northlight' }])
  expect(toRun(steps, [{ id: 's1', name: 'Sven' } as Person])).toEqual([{ type: 'note', text: 'for Ayu and @Sven', mentions: ['s1'] }, ...steps.slice(1)])
})
