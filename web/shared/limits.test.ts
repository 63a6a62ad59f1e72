import { expect, test } from 'vitest'

import { mostBytes } from './limits'

const limits = { text_chars: 1, text_bytes: 1, files: 1, file_types: { 'image/png': 25, 'video/mp4': 200 } }
const file = (type: string) => new File([], 'a', { type })

test('a type that was told has its own limit', () => {
  expect(mostBytes(limits, file('image/png'))).toBe(25)
  expect(mostBytes(limits, file('video/mp4'))).toBe(200)
})

test('what cannot be named is refused only when nothing may be so large', () => {
  expect(mostBytes(limits, file(''))).toBe(200)
  expect(mostBytes({ ...limits, file_types: {} }, file('image/png'))).toBe(Infinity)
})
