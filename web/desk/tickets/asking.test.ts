import { expect, test } from 'vitest'

import type { Category, Ticket } from '@/api/tickets'

import { type Asking, begun, lacksOf, MOST_FIELDS, offered, questionOf } from './asking'

const asking = (change: Partial<Asking>): Asking => ({ keys: [], own: [], steps: [], text: '', ...change })

test('a card begins with what the ticket lacks, and offers what its category knows before anything else', () => {
  expect(begun({ lacking: ['txid', 'amount'] } as unknown as Ticket).keys).toEqual(['txid', 'amount'])
  const category = { required: ['txid', 'amount'], optional: ['memo'] } as unknown as Category
  expect(offered(category, ['receipt', 'txid'])).toEqual(['txid', 'amount', 'memo', 'receipt'])
  expect(offered(undefined, ['receipt'])).toEqual(['receipt'])
})

test('what is sent has no empty steps, and choices only where one chooses', () => {
  const own = [{ id: 1, kind: 'choice', label: ' Which app? ', choices: ' iOS\n\nAndroid ' }, { id: 2, kind: 'text', label: 'Since when?', choices: 'a\nb' }]
  expect(questionOf(asking({ keys: ['amount'], own, steps: [{ id: 3, text: ' Sign in again ' }, { id: 4, text: ' ' }], text: ' Two facts ' }))).toEqual({
    fields: [{ key: 'amount' }, { kind: 'choice', label: 'Which app?', choices: ['iOS', 'Android'] }, { kind: 'text', label: 'Since when?' }],
    steps: ['Sign in again'],
    text: 'Two facts',
  })
})

test('what stands against a card is said where it is: nothing on it, too much, no question, fewer than two different answers', () => {
  const lack = (change: Partial<Asking>) => [...lacksOf(asking(change))]
  expect(lack({ text: 'words alone' })).toEqual([[0, 'empty']])
  expect(lack({ keys: Array.from({ length: MOST_FIELDS + 1 }, (_, at) => `f${at}`) })).toEqual([[0, 'many']])
  expect(lack({ own: [{ id: 7, kind: 'text', label: ' ', choices: '' }] })).toEqual([[7, 'label']])
  expect(lack({ own: [{ id: 7, kind: 'choice', label: 'Which?', choices: 'iOS\nios' }] })).toEqual([[7, 'choices']])
  expect(lack({ own: [{ id: 7, kind: 'choice', label: 'Which?', choices: 'iOS\nAndroid' }], steps: [{ id: 8, text: 'Restart' }] })).toEqual([])
})
