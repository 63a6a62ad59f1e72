import { expect, test } from 'vitest'

import { cites } from './cited'

const known = (number: number) => [1, 2, 123].includes(number)
const found = (text: string) => cites(text, known).flatMap((part) => part.file ?? [])

test('what names a file that is there is a link, and nothing else is', () => {
  expect(found('see #2.')).toEqual([2])
  expect(found('#1和#2')).toEqual([1, 2])
  expect(found('(#123)')).toEqual([123])
  expect(found('order #123456789')).toEqual([])
  expect(found('#3, #0, #02, a#1, ##1, /#1, #1.5, #1a')).toEqual([])
})

test('the parts together are the text', () => {
  const text = 'a #1, #9 and #2'
  expect(cites(text, known).map((part) => part.text).join('')).toBe(text)
})
