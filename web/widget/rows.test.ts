import { expect, test } from 'vitest'

import type { Entry } from '@/api/types'
import type { Pending } from '@/shared/sender'
import { agent, conversation, customer, message } from '@/shared/testing/server'
import { begin } from '@/shared/timeline'

import { type Bubble, lastAnswer, ratings, rowsOf } from './rows'

const at = (minute: number) => new Date(2026, 10, 21, 9, minute).toISOString()
const timeline = (entries: Entry[], over = {}) => begin(conversation('k1', { last: entries.length, last_public: entries.length, ...over }), { entries, more: false })
const bubbles = (rows: ReturnType<typeof rowsOf>) => rows.filter((row): row is Bubble => row.type === 'bubble')

function pending(client_id: string, over: Partial<Pending> = {}): Pending {
  const command = { type: 'send' as const, client_id, conversation: 'k1', text: client_id }
  return { client_id, owner: '', thread: 'k1', command, files: [], made_at: Date.parse(at(5)), state: 'waiting', error: null, ack: null, ...over }
}

test('one person within five minutes makes one group; a pause or another person begins a new one', () => {
  const rows = bubbles(rowsOf(timeline([
    message(1, { at: at(0) }), message(2, { at: at(1) }), message(3, { at: at(1), author: customer }), message(4, { at: at(2) }), message(5, { at: at(20) }),
  ]), [], null))
  expect(rows.map((row) => [row.first, row.last])).toEqual([[true, false], [false, true], [true, true], [true, true], [true, true]])
})

test('each new day is named once', () => {
  const rows = rowsOf(timeline([message(1, { at: at(0) }), message(2, { at: at(9) }), message(3, { at: new Date(2026, 10, 22).toISOString() })]), [], null)
  expect(rows.filter((row) => row.type === 'day')).toHaveLength(2)
})

test('the line for new messages stands before the first of the other side that was not read', () => {
  const rows = rowsOf(timeline([message(1, { at: at(0) }), message(2, { at: at(1), author: customer }), message(3, { at: at(2) }), message(4, { at: at(3) })]), [], 1)
  expect(rows.map((row) => row.type)).toEqual(['day', 'bubble', 'bubble', 'new', 'bubble', 'bubble'])
})

test('what is on its way stands last, once, and goes when its entry is there', () => {
  const own = message(1, { at: at(0), author: customer, client_id: 'a' })
  const rows = bubbles(rowsOf(timeline([own]), [pending('a', { state: 'sending' }), pending('b')], null))
  expect(rows.map((row) => [row.key, row.state])).toEqual([['a', 'sent'], ['b', 'waiting']])
})

test('a state is said once per group, and where it changes', () => {
  const entries = [1, 2, 3].map((n) => message(n, { at: at(0), author: customer }))
  const receipts = { customer: { delivered: 0, read: 0 }, agents: { delivered: 2, read: 1 } }
  expect(bubbles(rowsOf(timeline(entries, { receipts }), [], null)).map((row) => row.state)).toEqual(['read', 'delivered', 'sent'])
  expect(bubbles(rowsOf(timeline(entries), [], null)).map((row) => row.state)).toEqual([null, null, 'sent'])
})

test('events are thin lines; ratings and redactions are none', () => {
  const rows = rowsOf(timeline([
    message(1, { kind: 'joined', data: { agent } }),
    message(2, { kind: 'rated', data: { entry: 'e1', helpful: true } }),
    message(3, { kind: 'redaction', data: { entry: 'e1', number: 1 } }),
  ]), [], null)
  expect(rows.map((row) => row.type)).toEqual(['day', 'event'])
})

test('only the newest answer asks to be judged, and the verdict is known from the entries', () => {
  const article = { id: 'a1', title: '', url: '', version: 1, locale: 'en' }
  const answer = { article, passage: '', more: [], confident: true }
  const held = timeline([message(1, { data: { answer } }), message(2, { data: { answer } }), message(3, { kind: 'rated', data: { entry: 'e1', helpful: false } })])
  expect(lastAnswer(rowsOf(held, [], null))).toBe('e2')
  expect([...ratings(held)]).toEqual([['e1', false]])
})
