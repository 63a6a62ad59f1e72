import { expect, test } from 'vitest'

import { withMarks } from './secrets'

test('a mark in a line is said in the reader’s language, the rest stays', () => {
  expect(withMarks('lost [removed: seed phrase] today', (key) => `<${key}>`)).toBe('lost [<secret.seed_phrase>] today')
  expect(withMarks('nothing here', () => 'x')).toBe('nothing here')
})
