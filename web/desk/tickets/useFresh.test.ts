import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, defineComponent, h } from 'vue'

import type { Conversation } from '@/api/types'

import { useLink } from '../stores/link'
import { SELDOM_MS, SOON_MS, useFresh } from './useFresh'

vi.mock('@/shared/outbox', () => ({ openOutbox: () => Promise.reject(new Error('none here')) }))

const changed = (...ids: string[]) => ({ type: 'changed' as const, position: '1', counts: {} as never, conversations: ids.map((id) => ({ id, brand: id.startsWith('far') ? 'seabright' : 'northlight' }) as Conversation) })
let asked = 0
let stop: () => void
let hidden = false

beforeEach(() => {
  vi.useFakeTimers()
  asked = 0
  hidden = false
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden)
  const app = createApp(defineComponent({
    setup() {
      useFresh({ brand: () => 'northlight', shown: () => new Set(['a', 'b']), refresh: () => { asked += 1; return Promise.resolve() } })
      return () => h('div')
    },
  })).use(createPinia())
  app.mount(document.createElement('div'))
  stop = () => { app.unmount() }
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const live = () => useLink().live as unknown as { emit: (name: string, event: unknown) => void }
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('what is shown is asked for soon and once for many changes, what is not there now and then, another brand never', async () => {
  live().emit('changed', changed('far'))
  await pass(SELDOM_MS * 2)
  expect(asked).toBe(0)
  for (const id of ['a', 'b', 'new']) live().emit('changed', changed(id))
  await pass(SOON_MS)
  expect(asked).toBe(1)
  live().emit('changed', changed('new'))
  await pass(SOON_MS)
  expect(asked).toBe(1)
  // What is shown does not wait behind what may be new.
  live().emit('changed', changed('a'))
  await pass(SOON_MS)
  expect(asked).toBe(2)
  live().emit('changed', changed('new'))
  await pass(SELDOM_MS + SOON_MS)
  expect(asked).toBe(3)
})

test('while nobody looks nothing is asked, and once when somebody does again; a list that left asks no more', async () => {
  hidden = true
  live().emit('changed', changed('a'))
  await pass(SELDOM_MS)
  live().emit('workspace', { resync: true })
  await pass(SELDOM_MS)
  expect(asked).toBe(0)
  hidden = false
  document.dispatchEvent(new Event('visibilitychange'))
  await pass(1)
  expect(asked).toBe(1)
  stop()
  live().emit('changed', changed('a'))
  await pass(SELDOM_MS)
  expect(asked).toBe(1)
})
