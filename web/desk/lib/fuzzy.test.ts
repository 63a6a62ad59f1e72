import { expect, test } from 'vitest'

import { find, score } from './fuzzy'

const order = (needle: string, ...texts: string[]) => texts.filter((text) => score(needle, text) !== null).sort((a, b) => (score(needle, b) ?? 0) - (score(needle, a) ?? 0))

test('the whole text is best, then a word from its start, then the middle of a word, then scattered letters', () => {
  expect(order('open', 'Reopen this', 'Go to Open', 'Open', 'On paper endings')).toEqual(['Open', 'Go to Open', 'Reopen this', 'On paper endings'])
})

test('a word that begins with what is sought is found before an earlier middle', () => {
  expect(find('sign', 'Assign or sign out')?.at).toEqual([10, 11, 12, 13])
})

test('first letters of words are found, and of all ways the best is marked', () => {
  expect(find('at', 'Call a team')?.at).toEqual([5, 7])
  expect(find('gtw', 'Go to Waiting')?.at).toEqual([0, 3, 6])
})

test('letters that stand anywhere are no find', () => {
  expect(find('eoi', 'Close the conversation')).toBeNull()
  expect(find('xyz', 'Close')).toBeNull()
})

test('Chinese is found in the middle and by its first characters', () => {
  expect(find('对话', '关闭对话')?.at).toEqual([2, 3])
  expect(find('关对', '关闭对话')?.at).toEqual([0, 2])
  expect(find('对闭', '关闭对话')).toBeNull()
})

test('case and the wide letters of an input method make no difference, and places stay true', () => {
  expect(find('ＡＰＩ', 'An api error')?.at).toEqual([3, 4, 5])
  expect(find('İ', 'x İ')?.at).toEqual([2])
})
