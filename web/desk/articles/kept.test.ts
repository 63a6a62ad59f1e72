import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { drop, keep, readKept, sweep } from './kept'

const DAY = 24 * 3600 * 1000
const words = { title: 'Fees', summary: '', body: 'What **you** pay', questions: ['what do I pay'] }

beforeEach(() => localStorage.clear())
afterEach(() => vi.restoreAllMocks())

test('a text that is not saved is kept for its writer alone, with the edition it was written over', () => {
  expect(keep('edda', 'one', words, 7)).toBe(true)
  expect(readKept('edda', 'one')).toMatchObject({ ...words, edition: 7 })
  expect([readKept('rhea', 'one'), readKept('edda', 'two')]).toEqual([null, null])
  drop('edda', 'one')
  expect(readKept('edda', 'one')).toBeNull()
})

test('after two weeks it is gone, and what is not ours stays', () => {
  localStorage.setItem('fairlead.desk.prefs', '{}')
  keep('edda', 'old', words, 1, Date.now() - 15 * DAY)
  keep('edda', 'new', words, 1, Date.now() - 13 * DAY)
  expect([readKept('edda', 'old'), readKept('edda', 'new')?.title]).toEqual([null, 'Fees'])
  sweep()
  expect(Object.keys(localStorage).sort()).toEqual(['fairlead.desk.article.edda.new', 'fairlead.desk.prefs'])
})

test('whatever else stands in its place is nothing', () => {
  for (const odd of ['{', 'null', '[]', '7', '{"title":"x"}', JSON.stringify({ ...words, questions: 'x', edition: 1, at: Date.now() })]) {
    localStorage.setItem('fairlead.desk.article.edda.one', odd)
    expect(readKept('edda', 'one')).toBeNull()
  }
})

test('where the browser keeps nothing, that is said', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => { throw new DOMException('full', 'QuotaExceededError') })
  expect(keep('edda', 'one', words, 1)).toBe(false)
})
