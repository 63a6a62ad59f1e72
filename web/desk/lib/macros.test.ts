import { expect, test } from 'vitest'

import type { CannedReply, MacroStep, Person } from '@/api/types'

import { expanded, filled, lacks, onTicket, planOf, stepsOf, toRun, unknownIn } from './macros'

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

test('steps on the ticket stand among the others in the order in which they are done', () => {
  const steps: MacroStep[] = [{ type: 'note', text: 'a' }, { type: 'priority', value: '2', why: 'a large sum' }, { type: 'unassign' }, { type: 'snooze' }, { type: 'close' }]
  expect(stepsOf(planOf(steps))).toEqual(steps)
  expect([onTicket(steps), onTicket(ALL)]).toEqual([true, false])
})

test('a called macro gives its steps, as deep as it goes, and none that its caller has', () => {
  const shelf = [{ id: 'a', steps: [{ type: 'tag', add: ['x'] }, { type: 'macro', value: 'b' }] }, { id: 'b', steps: [{ type: 'note', text: 'theirs' }, { type: 'close' }] }] as CannedReply[]
  expect(expanded([{ type: 'note', text: 'mine' }, { type: 'macro', value: 'a' }], shelf)).toEqual([{ type: 'note', text: 'mine' }, { type: 'tag', add: ['x'] }, { type: 'close' }])
  // What was removed meanwhile gives nothing.
  expect(expanded([{ type: 'macro', value: 'gone' }], shelf)).toEqual([])
})
