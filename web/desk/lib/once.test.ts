import { expect, test } from 'vitest'

import { useOnce } from './once'

test('the same contents go out under the same key, others under another, and going back to them is a new request', () => {
  const keyOf = useOnce()
  const first = keyOf({ text: 'a' })
  expect(first).toMatch(/^[0-9a-f-]{36}$/)
  expect(keyOf({ text: 'a' })).toBe(first)
  const second = keyOf({ text: 'b' })
  expect(second).not.toBe(first)
  expect([first, second]).not.toContain(keyOf({ text: 'a' }))
})
