import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'

import type { Conversation, Counts, Me, Place } from '@/api/types'

import { EVERYTHING } from '../queue/filters'
import { useQueue } from './queue'
import { useSession } from './session'

const counts = (waiting: number): Counts => ({ mine: 0, waiting, unassigned: waiting, open: waiting, closed: 0 })
const page = (conversations: Conversation[], counted: Counts, more: { next: string; until: Place } | null = null) =>
  ({ conversations, next: more?.next ?? null, until: more?.until ?? null, counts: counted, at_least: [], position: '1' })
const KAIXIN = { ...EVERYTHING, brand: 'kaixin' }

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

const ids = () => useQueue().list('waiting', EVERYTHING).items.map((one) => one.id)

test('what changes while a page is on its way is not lost under it', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.want('waiting', EVERYTHING)
  queue.onChanged({ type: 'changed', position: '2', conversations: [waits('b', 2), waits('a', 1, { handler: 'agent', updated_at: '2026-11-21T09:30:00.000000Z', last: 3 })], counts: counts(1) })
  await asked[0]?.answer(page([waits('a', 1)], counts(7)))
  expect(ids()).toEqual(['b'])
  expect(queue.counts).toEqual(counts(1))
})

test('the next page is asked for with the cursor, once, and doubles nothing', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.want('waiting', EVERYTHING)
  await asked[0]?.answer(page([waits('a', 1), waits('b', 2)], counts(4), { next: 'more', until: { at: waits('b', 2).updated_at, id: 'b' } }))
  const { asked: list } = queue.list('waiting', EVERYTHING)
  void queue.more(list)
  void queue.more(list)
  expect(asked.map((one) => one.url.includes('cursor=more'))).toEqual([false, true])
  await asked[1]?.answer(page([waits('b', 2), waits('c', 3)], counts(4)))
  expect(ids()).toEqual(['a', 'b', 'c'])
})

test('a list that failed says so and loads when asked again', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.want('waiting', EVERYTHING)
  await asked[0]?.answer({ code: 'unavailable' }, 503)
  expect(queue.list('waiting', EVERYTHING).state).toBe('failed')
  void queue.load(queue.list('waiting', EVERYTHING).asked)
  await asked[1]?.answer(page([waits('a', 1)], counts(1)))
  expect(ids()).toEqual(['a'])
})

test('after a resync every list that was looked at is fetched anew', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.want('waiting', EVERYTHING)
  await asked[0]?.answer(page([waits('a', 1)], counts(1)))
  queue.onWorkspace({ type: 'workspace', position: '900', counts: counts(1), resync: true })
  await asked[1]?.answer(page([waits('z', 5)], counts(1)))
  expect(ids()).toEqual(['z'])
})

test('what is narrowed is counted by itself, and anew when something changed', async () => {
  vi.useFakeTimers()
  const asked = fakeServer()
  const queue = useQueue()
  queue.onWorkspace({ type: 'workspace', position: '1', counts: counts(9), resync: false })
  queue.want('waiting', KAIXIN)
  const urls = () => asked.map((one) => one.url)
  expect(urls().every((url) => url.includes('brand=kaixin'))).toBe(true)
  await vi.runOnlyPendingTimersAsync()
  for (const one of asked) void one.answer(one.url.includes('/counts') ? { counts: counts(2), at_least: ['closed'] } : { ...page([], counts(2)), at_least: ['closed'] })
  await vi.runOnlyPendingTimersAsync()
  expect(queue.countsOf(EVERYTHING)?.counts).toEqual(counts(9))
  expect(queue.countsOf(KAIXIN)).toMatchObject({ counts: counts(2), at_least: ['closed'] })
  const before = asked.length
  const frame = { type: 'changed' as const, position: '2', conversations: [waits('n', 1), waits('k', 1, { brand: 'kaixin' })], counts: counts(11) }
  queue.onChanged(frame)
  queue.onChanged(frame)
  expect(queue.list('waiting', KAIXIN).items.map((one) => one.id)).toEqual(['k'])
  await vi.advanceTimersByTimeAsync(2500)
  expect(urls().slice(before)).toEqual(['/api/desk/counts?brand=kaixin'])
  void asked.at(-1)?.answer({ counts: counts(3), at_least: [] })
  await vi.runOnlyPendingTimersAsync()
  expect(queue.countsOf(KAIXIN)?.counts).toEqual(counts(3))
  vi.useRealTimers()
})

test('pages without anything that fits are counted, so that nobody looks through a million by scrolling', async () => {
  const asked = fakeServer()
  const queue = useQueue()
  queue.onWorkspace({ type: 'workspace', position: '1', counts: counts(9), resync: false })
  queue.want('closed', KAIXIN)
  const list = () => queue.list('closed', KAIXIN)
  const barren = { ...page([], counts(0)), next: 'on', until: { at: '2026-11-20T09:00:00.000000Z', id: 'x' } }
  await asked.find((one) => one.url.includes('view=closed'))?.answer(barren)
  void queue.more(list().asked)
  await asked.at(-1)?.answer(barren)
  expect(list().barren).toBe(2)
  void queue.more(list().asked)
  await asked.at(-1)?.answer({ ...barren, conversations: [waits('k', 1, { brand: 'kaixin', status: 'closed' })] })
  expect(list()).toMatchObject({ barren: 0, edge: barren.until })
})
