import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'

import type { Conversation, Counts, Me } from '@/api/types'

import { useQueue } from './queue'
import { useSession } from './session'

const counts = (waiting: number): Counts => ({ mine: 0, waiting, open: waiting, closed: 0 })

function waits(id: string, minute: number, more: Partial<Conversation> = {}): Conversation {
  const at = `2026-11-21T09:${String(minute).padStart(2, '0')}:00.000000Z`
  return {
    id, brand: 'northlight', channel: 'webchat', status: 'open', handler: 'queue', locale: 'en', subject: id, preview: '', preview_author: 'customer', assignee: null, team: null,
    waiting_since: at, created_at: at, updated_at: at, last: 1, last_public: 1, unread: 1, receipts: { customer: { delivered: 0, read: 0 }, agents: { delivered: 0, read: 0 } }, ...more,
  }
}

/** A server that answers when told to: requests lie in `asked` until then. */
function fakeServer() {
  const asked: { url: string; answer: (body: object, status?: number) => Promise<void> }[] = []
  vi.stubGlobal('fetch', (url: string) => new Promise<Response>((resolve) => {
    asked.push({
      url,
      async answer(body, status = 200) {
        resolve(new Response(JSON.stringify(body), { status }))
        await new Promise((done) => setTimeout(done))
      },
    })
  }))
  return asked
}

beforeEach(() => {
  setActivePinia(createPinia())
  useSession().me = { id: 'ayu' } as Me
})

const ids = () => useQueue().list('waiting', null).items.map((one) => one.id)

test('what changes while a page is on its way is not lost under it', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.want('waiting', null)
  queue.onChanged({ type: 'changed', position: '2', conversations: [waits('b', 2), waits('a', 1, { handler: 'agent', updated_at: '2026-11-21T09:30:00.000000Z', last: 3 })], counts: counts(1) })
  await asked[0]?.answer({ conversations: [waits('a', 1)], next: null, counts: counts(7), position: '1' })
  expect(ids()).toEqual(['b'])
  expect(queue.counts).toEqual(counts(1))
})

test('the next page is asked for with the cursor, once, and doubles nothing', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.want('waiting', null)
  await asked[0]?.answer({ conversations: [waits('a', 1), waits('b', 2)], next: 'more', counts: counts(4), position: '1' })
  const { asked: list } = queue.list('waiting', null)
  void queue.more(list)
  void queue.more(list)
  expect(asked.map((one) => one.url.includes('cursor=more'))).toEqual([false, true])
  await asked[1]?.answer({ conversations: [waits('b', 2), waits('c', 3)], next: null, counts: counts(4), position: '1' })
  expect(ids()).toEqual(['a', 'b', 'c'])
})

test('a list that failed says so and loads when asked again', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.want('waiting', null)
  await asked[0]?.answer({ code: 'unavailable' }, 503)
  expect(queue.list('waiting', null).state).toBe('failed')
  void queue.load(queue.list('waiting', null).asked)
  await asked[1]?.answer({ conversations: [waits('a', 1)], next: null, counts: counts(1), position: '1' })
  expect(ids()).toEqual(['a'])
})

test('after a resync every list that was looked at is fetched anew', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.want('waiting', null)
  await asked[0]?.answer({ conversations: [waits('a', 1)], next: null, counts: counts(1), position: '1' })
  queue.onWorkspace({ type: 'workspace', position: '900', counts: counts(1), resync: true })
  await asked[1]?.answer({ conversations: [waits('z', 5)], next: null, counts: counts(1), position: '900' })
  expect(ids()).toEqual(['z'])
})

test('a brand\'s page does not change the counts of all brands', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.onWorkspace({ type: 'workspace', position: '1', counts: counts(9), resync: false })
  queue.want('waiting', 'kaixin')
  expect(asked[0]?.url).toContain('brand=kaixin')
  await asked[0]?.answer({ conversations: [], next: null, counts: counts(2), position: '1' })
  expect(queue.counts).toEqual(counts(9))
  queue.put(waits('n', 1))
  queue.put(waits('k', 1, { brand: 'kaixin' }))
  expect(queue.list('waiting', 'kaixin').items.map((one) => one.id)).toEqual(['k'])
})
