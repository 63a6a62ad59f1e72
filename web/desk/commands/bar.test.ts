import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'

import type { Conversation, Me, People } from '@/api/types'

import { EVERYTHING } from '../queue/filters'
import { useActions } from '../stores/actions'
import { usePeople } from '../stores/people'
import { usePrefs } from '../stores/prefs'
import { useQueue } from '../stores/queue'
import { useSession } from '../stores/session'
import { useTalks } from '../stores/talks'
import { loadLocale, i18n, useLocale } from '../texts'
import CommandBar from './CommandBar.vue'
import { hands } from './hands'

const conversation = {
  id: '0af3c9d2e18b4f6688aa00112233445f', brand: 'northlight', channel: 'webchat', status: 'open', handler: 'queue', locale: 'en', subject: 'Deposit missing',
  customer: { id: 'lin', name: 'Lin', verified: true, tier: null }, assignee: null,
} as Conversation

// The whole bar is drawn again and again: slow where the machine has much else to do.
vi.setConfig({ testTimeout: 30_000 })

let shut = () => {}
const ran: string[] = []
/** The desk's own addresses without their pages. */
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: {} }, { path: '/search/:id?', name: 'search', component: {} }, { path: '/:view/:id?', name: 'queue', component: {} }] })

async function open({ role = 'agent', inTalk = true } = {}) {
  const pinia = createPinia()
  setActivePinia(pinia)
  await useLocale('en')
  await loadLocale('zh-CN')
  Object.assign(useSession(), { state: 'in', me: { id: 'ayu', name: 'Ayu', role, presence: 'online', articles: { write: role !== 'agent', publish: role !== 'agent' && role !== 'editor' }, brands: [{ key: 'northlight', name: 'Northlight' }, { key: 'seabright', name: 'Seabright' }] } as Me })
  usePeople().people = { agents: [{ id: 'ayu', name: 'Ayu' }, { id: 'sven', name: 'Sven', presence: 'away' }, { id: 'tomasz', name: 'Tomasz', presence: 'online' }], teams: [] } as unknown as People
  vi.spyOn(usePeople(), 'want').mockResolvedValue()
  vi.spyOn(useTalks(), 'head').mockReturnValue(inTalk ? conversation : null)
  useQueue().lists.set('waiting ', { asked: { view: 'waiting', filters: EVERYTHING, me: 'ayu' }, items: [conversation], edge: null, state: 'ready', next: null, loadingMore: false, moreFailed: false, error: null, barren: 0 })
  hands.value = { write: (mode) => void ran.push(mode), macros: vi.fn(), insert: vi.fn(), transfer: vi.fn(), protect: vi.fn(), ticket: vi.fn(), work: vi.fn(), filter: vi.fn(), panel: () => true, togglePanel: vi.fn(), narrow: vi.fn(), choose: vi.fn(), foldQueue: vi.fn(), queueFolded: () => false }
  const place = document.body.appendChild(document.createElement('div'))
  const closed = vi.fn()
  const app = createApp(CommandBar, { onClose: closed }).use(pinia).use(i18n).use(router)
  app.mount(place)
  shut = () => {
    app.unmount()
    place.remove()
  }
  await nextTick()
  const field = place.querySelector('input')!
  const press = async (key: string) => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    await new Promise((done) => setTimeout(done))
  }
  const type = async (text: string) => {
    field.value = text
    field.dispatchEvent(new Event('input'))
    await nextTick()
  }
  /** Without the last line, which is there whatever is sought. */
  const labels = () => [...place.querySelectorAll('[role="option"] .what > :first-child')].map((line) => line.textContent).filter((label) => !label.startsWith('Search conversations for'))
  const active = () => document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.querySelector('.what > :first-child')?.textContent
  return { place, field, press, type, labels, active, closed }
}

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
  Element.prototype.scrollIntoView = () => {}
  localStorage.clear()
  ran.length = 0
})
afterEach(() => {
  shut()
  hands.value = null
  vi.unstubAllGlobals()
})

test('the arrows go round, Home and End to the ends, and the active line is told to screen readers', async () => {
  const bar = await open()
  const all = bar.labels()
  expect(bar.active()).toBe(all[0])
  await bar.press('ArrowUp')
  expect(bar.active()).toBe(all.at(-1))
  await bar.press('ArrowDown')
  expect(bar.active()).toBe(all[0])
  await bar.press('End')
  expect(bar.active()).toBe(all.at(-1))
  await bar.press('Home')
  expect(bar.active()).toBe(all[0])
  expect(bar.place.querySelectorAll('[aria-selected="true"]')).toHaveLength(1)
})

test('only what is possible now is offered', async () => {
  const bar = await open({ inTalk: false })
  expect(bar.labels()).not.toContain('Assign to me')
  expect(bar.labels()).not.toContain('Presence: Online')
  expect(bar.labels()).toContain('Presence: Busy')
  expect(bar.labels()).not.toContain('Go to Failed jobs')
  shut()
  expect((await open({ role: 'admin' })).labels()).toEqual(expect.arrayContaining(['Go to Failed jobs', 'Go to Canned replies', 'Assign to me']))
})

test('who only writes articles is offered nothing of conversations', async () => {
  const bar = await open({ role: 'editor', inTalk: false })
  expect(bar.labels()).toEqual(expect.arrayContaining(['Go to Articles', 'New article']))
  expect(bar.labels().filter((label) => /queue|conversation|mention|mine|waiting|topics|review/i.test(label))).toEqual([])
  shut()
  expect((await open({ role: 'reviewer', inTalk: false })).labels()).toEqual(expect.arrayContaining(['Articles in review', 'Go to Topics and words']))
})

test('Chinese words find the English command, and Enter closes the bar before it runs', async () => {
  const bar = await open()
  await bar.type('内部备注')
  expect(bar.labels()).toEqual(['Write an internal note'])
  bar.closed.mockImplementation(() => ran.push('closed'))
  await bar.press('Enter')
  expect(ran).toEqual(['closed', 'note'])
})

test('a second step lists who is here first, without oneself, and assigns', async () => {
  const bar = await open()
  const assign = vi.spyOn(useActions(), 'assign').mockReturnValue()
  await bar.type('another agent')
  await bar.press('Enter')
  expect(bar.field.value).toBe('')
  expect(bar.labels()).toEqual(['Tomasz', 'Sven'])
  await bar.type('sv')
  await bar.press('Enter')
  expect(assign).toHaveBeenCalledWith(conversation, expect.objectContaining({ id: 'sven' }))
  expect(bar.closed).toHaveBeenCalledOnce()
})

test('Escape and an empty field\'s Backspace lead back from the second step; from the first, Escape is left to the dialog', async () => {
  const bar = await open()
  for (const key of ['Escape', 'Backspace']) {
    await bar.type('another agent')
    await bar.press('Enter')
    expect(bar.field.placeholder).toBe('Find an agent')
    await bar.press(key)
    expect(bar.field.placeholder).toBe('Command, customer or subject')
  }
  const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true })
  bar.field.dispatchEvent(event)
  expect(event.defaultPrevented).toBe(false)
})

test('what was used comes first the next time; signing out never does', async () => {
  const bar = await open()
  await bar.type('dark')
  await bar.press('Enter')
  expect(usePrefs().theme).toBe('dark')
  vi.spyOn(useActions(), 'signOut').mockResolvedValue()
  await bar.type('sign out')
  await bar.press('Enter')
  usePrefs().theme = 'system'
  shut()
  const again = await open()
  usePrefs().theme = 'system'
  await nextTick()
  expect(again.place.querySelector('.group-name')?.textContent).toBe('Used lately')
  expect(again.labels()[0]).toBe('Colours: Dark')
})

test('a held conversation is found by its customer; a pasted id that is not held is offered by its address', async () => {
  const bar = await open({ inTalk: false })
  const push = vi.spyOn(router, 'push').mockResolvedValue()
  await bar.type('lin deposit')
  expect(bar.labels()).toEqual(['Deposit missing'])
  const id = 'f'.repeat(32)
  await bar.type(`https://desk.example/desk/open/${id}`)
  expect(bar.labels()).toEqual(['Open the conversation with this id'])
  await bar.press('Enter')
  expect(push).toHaveBeenCalledWith(expect.objectContaining({ params: expect.objectContaining({ id }) as unknown }))
})

test('what the desk does not hold is looked for in everything that was said', async () => {
  const bar = await open()
  await bar.type('zzzz')
  expect(bar.place.querySelector('[role="status"]')?.textContent).toBe('1 result')
  expect(bar.place.querySelector('[role="option"]')?.textContent).toContain('Search conversations for “zzzz”')
  await bar.press('Enter')
  expect(bar.closed).toHaveBeenCalledOnce()
  await vi.waitFor(() => expect(router.currentRoute.value.query).toEqual({ q: 'zzzz' }))
  expect(router.currentRoute.value.name).toBe('search')
})

test('nothing found in a second step is said in a sentence, and no list is announced', async () => {
  const bar = await open()
  await bar.type('another agent')
  await bar.press('Enter')
  await bar.type('zzzz')
  expect(bar.place.textContent).toContain('Nothing fits “zzzz”')
  expect(bar.place.querySelector('[role="status"]')?.textContent).toBe('0 results')
  expect(bar.field.getAttribute('aria-expanded')).toBe('false')
  expect(bar.place.querySelector('[role="listbox"]')).toBeNull()
})
