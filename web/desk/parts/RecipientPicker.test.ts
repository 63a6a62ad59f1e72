import { createPinia, setActivePinia } from 'pinia'
import { type App, createApp, h, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Person } from '@/api/types'

import { type Recipient, toAgent, toTeam } from '../lib/recipients'
import { i18n, loadLocale } from '../texts'
import RecipientPicker from './RecipientPicker.vue'

const agent = (id: string, name: string) => ({ id, name, presence: 'online', brands: [] }) as unknown as Person
const offered = [toTeam({ id: 't', name: 'Risk' }), toAgent(agent('a', 'Ayu')), toAgent(agent('b', 'Bela'))]
const chosen = ref<Recipient | null>(null)
const confirmed = vi.fn()
let app: App
let field: HTMLInputElement

async function press(key: string, over: KeyboardEventInit = {}): Promise<void> {
  field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...over }))
  await nextTick()
}

const active = () => document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.textContent

beforeEach(async () => {
  await loadLocale('en')
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')))
  Element.prototype.scrollIntoView = () => undefined
  const pinia = createPinia()
  setActivePinia(pinia)
  chosen.value = null
  confirmed.mockClear()
  const root = document.body.appendChild(document.createElement('div'))
  app = createApp({ render: () => h(RecipientPicker, { offered, chosen: chosen.value, onChoose: (one: Recipient) => (chosen.value = one), onConfirm: confirmed }) })
  app.use(pinia).use(i18n).mount(root)
  field = root.querySelector('input')!
})
afterEach(() => {
  app.unmount()
  vi.unstubAllGlobals()
})

test('arrows go round, Enter chooses, and Enter on what is chosen confirms', async () => {
  await press('ArrowUp')
  expect(active()).toContain('Bela')
  await press('ArrowDown')
  expect(active()).toContain('Risk')
  await press('Enter')
  expect(chosen.value?.name).toBe('Risk')
  expect(confirmed).not.toHaveBeenCalled()
  await press('Enter')
  expect(confirmed).toHaveBeenCalledOnce()
})

test('what is typed narrows the list and begins at its top; an input method keeps its keys', async () => {
  await press('ArrowUp')
  field.value = 'ay'
  field.dispatchEvent(new Event('input'))
  await nextTick()
  expect(active()).toContain('Ayu')
  await press('Enter', { isComposing: true })
  expect(chosen.value).toBeNull()
  await press('Enter')
  expect(chosen.value?.name).toBe('Ayu')
})
