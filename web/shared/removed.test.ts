import { expect, test } from 'vitest'

import { splitMarks } from './removed'

test('marks are told from the words around them, and nothing is lost', () => {
  const text = 'I wrote [removed: seed phrase] and [removed: one-time code]'
  expect(splitMarks(text)).toEqual([
    { text: 'I wrote ' },
    { text: '[removed: seed phrase]', kind: 'seed_phrase' },
    { text: ' and ' },
    { text: '[removed: one-time code]', kind: 'code' },
  ])
})

test('what only looks like a mark stays text', () => {
  for (const text of ['', '[removed: my hat]', '[removed seed phrase]', '[Removed: password]']) {
    expect(splitMarks(text).some(({ kind }) => kind)).toBe(false)
    expect(splitMarks(text).map((part) => part.text).join('')).toBe(text)
  }
})
