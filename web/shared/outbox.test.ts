import { expect, test, vi } from 'vitest'

import { type OutboxItem, openOutbox } from './outbox'

const item = (client_id: string, made_at: number, owner = 'lin'): OutboxItem => ({
  client_id, owner, made_at, thread: 'k1', files: [], command: { type: 'send', client_id, conversation: 'k1', text: client_id },
})

test('items survive the page and come back in the order of writing', async () => {
  const now = Date.now()
  const first = await openOutbox('box')
  await first.put(item('b', now + 1))
  await first.put(item('a', now))
  await first.put(item('x', now, 'other'))
  const second = await openOutbox('box')
  expect((await second.load('lin')).map((one) => one.client_id)).toEqual(['a', 'b'])
  await second.remove('a')
  expect((await (await openOutbox('box')).load('lin')).map((one) => one.client_id)).toEqual(['b'])
})

test('what nobody sent in two weeks is thrown away', async () => {
  const box = await openOutbox('box')
  await box.put(item('old', Date.now() - 15 * 24 * 3600 * 1000))
  expect((await (await openOutbox('box')).load('lin'))).toEqual([])
})

test('without a database it works from memory', async () => {
  vi.stubGlobal('indexedDB', { open: () => { throw new Error('SecurityError') } })
  const box = await openOutbox('box')
  await box.put(item('a', Date.now()))
  expect((await box.load('lin')).map((one) => one.client_id)).toEqual(['a'])
  vi.unstubAllGlobals()
})

test('a database that breaks in the middle costs nothing but the reload', async () => {
  const box = await openOutbox('box')
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => { throw new Error('QuotaExceededError') })
  await box.put(item('a', Date.now()))
  expect((await box.load('lin')).map((one) => one.client_id)).toEqual(['a'])
})
