import { expect, test } from 'vitest'

import type { Entry } from '@/api/types'

import { stops, unseen } from './news'

function entry(number: number, kind: string, author: string, more: object = {}): Entry {
  return { id: `e${number}`, number, public_number: number, kind, author: { kind: author, id: 'x', name: '' }, text: 'x', files: [], data: {}, redacted: false, ...more } as unknown as Entry
}

test('what the customer said after the last look stops a reply, once for each time he writes', () => {
  const entries = [entry(1, 'message', 'customer'), entry(2, 'message', 'agent'), entry(3, 'message', 'customer')]
  const news = unseen(entries, 2)
  expect(news.map((one) => one.number)).toEqual([3])
  expect(stops(news, 0)).toBe(3)
  expect(stops(news, 3)).toBeNull()
  expect(stops(unseen([...entries, entry(4, 'message', 'customer')], 2), 3)).toBe(4)
})

test('neither colleagues nor the bot, nor events, nor what was taken back stop anybody', () => {
  const entries = [
    entry(1, 'message', 'agent'), entry(2, 'message', 'bot'), entry(3, 'closed', 'customer'), entry(4, 'message', 'customer', { redacted: true }),
    entry(5, 'note', 'agent', { public_number: null }),
  ]
  expect(stops(unseen(entries, 0), 0)).toBeNull()
})
