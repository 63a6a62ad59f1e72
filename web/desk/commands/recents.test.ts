import { beforeEach, expect, test } from 'vitest'

import { keepRecent, readRecents, used } from './recents'

beforeEach(() => localStorage.clear())

test('what is used again moves to the front and stands there once', () => {
  expect(used(['a', 'b', 'c'], 'c')).toEqual(['c', 'a', 'b'])
})

test('each agent has their own, newest first', () => {
  keepRecent('ayu', 'close')
  keepRecent('ayu', 'note')
  keepRecent('sven', 'help')
  expect(readRecents('ayu')).toEqual(['note', 'close'])
  expect(readRecents('sven')).toEqual(['help'])
})

test('no more than two dozen are kept', () => {
  for (let at = 0; at < 40; at++) keepRecent('ayu', `c${at}`)
  expect(readRecents('ayu')).toHaveLength(24)
  expect(readRecents('ayu')[0]).toBe('c39')
})

test('what cannot be read is as if nothing had been used', () => {
  localStorage.setItem('fairlead.desk.commands.ayu', '{broken')
  expect(readRecents('ayu')).toEqual([])
  localStorage.setItem('fairlead.desk.commands.ayu', '{"a":1}')
  expect(readRecents('ayu')).toEqual([])
})
