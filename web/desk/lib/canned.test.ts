import { expect, test } from 'vitest'

import type { CannedReply } from '@/api/types'

import { fill, place, slashAt, suggest, unknownVariable, VARIABLE } from './canned'

const reply = (shortcut: string, locale: string, title = shortcut, text = ''): CannedReply => ({ id: `${shortcut} ${locale}`, shortcut, title, text, locale, steps: [], greeting: false })
const replies = [
  reply('delay', 'en', 'Deposit delayed by sync', 'Hello {{customer.name}}'),
  reply('delay', 'zh-CN', '充值同步延迟'),
  reply('hash', 'en', 'Ask for the transaction hash', 'Could you send us the TxID?'),
  reply('bye', 'en', 'Goodbye'),
]
const ids = (found: CannedReply[]) => found.map((one) => one.id)

test('a slash opens the list at the start of a line or after white space only', () => {
  expect(slashAt('/', 1)).toEqual({ start: 0, query: '' })
  expect(slashAt('Hi /del', 7)).toEqual({ start: 3, query: 'del' })
  expect(slashAt('one\n/充值', 7)).toEqual({ start: 4, query: '充值' })
  expect(slashAt('1/2', 3)).toBeNull()
  expect(slashAt('https://x', 9)).toBeNull()
  expect(slashAt('/delay now', 10)).toBeNull()
})

test('replies in the customer\'s language come first', () => {
  expect(ids(suggest(replies, 'delay', 'zh-CN'))).toEqual(['delay zh-CN', 'delay en'])
  expect(ids(suggest(replies, 'delay', 'en'))).toEqual(['delay en', 'delay zh-CN'])
})

test('letters in order are enough, scattered ones in long text are not', () => {
  expect(ids(suggest(replies, 'dl', 'en'))[0]).toBe('delay en')
  expect(ids(suggest(replies, 'de', 'en'))).toEqual(['delay en', 'delay zh-CN'])
  expect(ids(suggest(replies, '充值', 'zh-CN'))).toEqual(['delay zh-CN'])
  expect(ids(suggest(replies, 'txid', 'en'))).toEqual(['hash en'])
  expect(suggest(replies, 'zzz', 'en')).toEqual([])
})

test('variables are filled, and what is not known stays to be seen', () => {
  const values = { 'customer.name': 'Lin', 'customer.tier': '', 'agent.name': 'Ayu', brand: 'Northlight', 'conversation.id': 'c1' }
  expect(fill('Hi {{customer.name}}, {{ agent.name }} of {{brand}}. {{order}}', values)).toBe('Hi Lin, Ayu of Northlight. {{order}}')
  expect(fill('{{toString}}', values)).toBe('{{toString}}')
  expect(fill('{{customer.tier}} {{conversation.id}}', values)).toBe('{{customer.tier}} c1')
  expect(VARIABLE.test('Dear {{customer.tier}} customer')).toBe(true)
  expect(unknownVariable('{{brand}} {{customer.nick}}')).toBe('customer.nick')
  expect(unknownVariable('{{brand}} {this}')).toBeNull()
})

test('the reply takes the place of the slash and its query', () => {
  expect(place('Hi /del there', 3, 7, 'Hello')).toEqual({ text: 'Hi Hello there', caret: 8 })
})
