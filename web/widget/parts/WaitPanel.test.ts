import { type App, createApp, h, nextTick } from 'vue'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import type { Place } from '@/api/frames'

import { places } from '../state/talks'
import { loadLaterTexts, setLocale } from '../texts'
import WaitPanel from './WaitPanel.vue'

let app: App | null = null
const root = document.body.appendChild(document.createElement('div'))
const here: Place = { position: 4, wait: { usual: 480, most: 900 }, able: 2, kept: true, back: null }

beforeAll(loadLaterTexts, 60_000)
beforeEach(async () => {
  await setLocale('en')
  vi.useFakeTimers()
  vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('offline'))))
})
afterEach(() => {
  app?.unmount()
  places.clear()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function mount(place: Place | null): void {
  if (place) places.set('c1', place)
  app = createApp({ render: () => h(WaitPanel, { conversation: 'c1' }) })
  app.mount(root)
}

const said = () => root.querySelector('[role=status]')!.textContent
async function moves(place: Place): Promise<void> {
  places.set('c1', place)
  await nextTick()
}

test('the place and the wait are shown as they change, and read out now and then', async () => {
  mount(here)
  expect(root.textContent).toContain('You are number 4 in line.It takes about 8 min, hardly more than 15 min.')
  // What is in a line from the start is not read out.
  expect(said()).toBe('')
  await vi.advanceTimersByTimeAsync(200)
  expect(said()).toBe('You are number 4 in line. It takes about 8 min, hardly more than 15 min.')
  await vi.advanceTimersByTimeAsync(10_000)
  await moves({ ...here, position: 3 })
  expect(root.querySelector('.place')!.textContent).toBe('You are number 3 in line.')
  expect(said()).toContain('number 4')
  await vi.advanceTimersByTimeAsync(55_000)
  expect(said()).toContain('number 3')
  // Whose turn is next hears it at once.
  await moves({ ...here, position: 1, wait: { usual: 60, most: 60 } })
  await nextTick()
  expect(said()).toBe('You are next. It takes about 60 sec.')
})

test('where nobody knows or nobody is there, no figure is made up', async () => {
  mount({ ...here, wait: null })
  expect(root.textContent).toContain('How long it takes we cannot say yet.')
  await moves({ ...here, wait: null, able: 0 })
  expect(root.textContent).toContain('Nobody who can take this is here right now.')
  await moves({ ...here, wait: null, able: 0, back: '2026-11-23T08:00:00.000000Z' })
  expect(root.textContent).toContain('People are back')
  expect(root.textContent).toContain('your place is kept for 30 minutes')
  await moves({ ...here, kept: false })
  expect(root.textContent).toContain('Nothing is lost')
})
