import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, nextTick } from 'vue'

import type { Command } from '@/api/frames'
import type { Conversation, Me } from '@/api/types'

import { useCanned } from '../stores/canned'
import { type Held, useHolds } from '../stores/holds'
import { useLink } from '../stores/link'
import { usePrefs } from '../stores/prefs'
import { useSession } from '../stores/session'
import { i18n, useLocale } from '../texts'
import Composer from './Composer.vue'
import { readDraft } from './drafts'
import { keyMeans, room } from './limits'

const conversation = {
  id: 'c1', brand: 'northlight', channel: 'webchat', status: 'open', locale: 'zh-CN', customer: { id: 'lin', name: 'Lin', verified: true, tier: null },
} as Conversation

const KEY = { key: 'Enter', isComposing: false, keyCode: 13, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

let close = () => {}

async function open() {
  const pinia = createPinia()
  setActivePinia(pinia)
  await useLocale('en')
  useSession().me = { id: 'ayu', name: 'Ayu', brands: [{ key: 'northlight', name: 'Northlight' }] } as Me
  useCanned().shelves.set('northlight', {
    state: 'ready',
    replies: [
      { id: '1', shortcut: 'delay', title: 'Delayed', text: 'Hello {{customer.name}}, {{agent.name}} of {{brand}}', locale: 'en', steps: [], greeting: false },
      { id: '2', shortcut: 'delay', title: '延迟', text: '{{customer.name}} 您好', locale: 'zh-CN', steps: [], greeting: false },
      { id: '3', shortcut: 'solved', title: 'Solved', text: 'Bye {{customer.name}}', locale: 'en', steps: [{ type: 'note', text: 'thanked {{customer.name}}' }, { type: 'close' }], greeting: false },
    ],
  })
  const sent: Command[] = []
  const link = useLink()
  vi.spyOn(link.live, 'command').mockImplementation((draft) => {
    sent.push(draft as Command)
    return { client_id: 'x', thread: 'c1', done: new Promise(() => {}) }
  })
  const typing: boolean[] = []
  vi.spyOn(link.live, 'typing').mockImplementation((_, on) => void typing.push(on))
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp(Composer, { conversation }).use(pinia).use(i18n)
  app.mount(place)
  close = () => {
    app.unmount()
    place.remove()
  }
  const field = place.querySelector('textarea')!
  return {
    sent, typing, field, place,
    async type(text: string) {
      field.value = text
      field.setSelectionRange(text.length, text.length)
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await nextTick()
    },
    async press(key: string, more: KeyboardEventInit & { keyCode?: number } = {}) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
      field.dispatchEvent(event)
      await nextTick()
      await nextTick()
      return event
    },
    options: () => [...place.querySelectorAll('[role="option"]')].map((one) => one.textContent.trim()),
    button: (name: string) => [...place.querySelectorAll('button')].find((one) => one.textContent.includes(name))!,
  }
}

beforeEach(() => {
  localStorage.clear()
  Element.prototype.scrollIntoView = () => {}
})
afterEach(() => close())

test('Ctrl and Enter sends, Enter alone is a new line', async () => {
  const desk = await open()
  await desk.type('Hello')
  expect((await desk.press('Enter')).defaultPrevented).toBe(false)
  expect(desk.sent).toEqual([])
  await desk.press('Enter', { ctrlKey: true })
  expect(desk.sent).toEqual([{ type: 'send', conversation: 'c1', text: 'Hello' }])
  expect(desk.field.value).toBe('')
})

test('Enter sends by preference, with Shift it does not', async () => {
  const desk = await open()
  usePrefs().enterSends = true
  await desk.type('Hello')
  await desk.press('Enter', { shiftKey: true })
  expect(desk.sent).toHaveLength(0)
  await desk.press('Enter')
  expect(desk.sent).toHaveLength(1)
  usePrefs().enterSends = false
})

test('the Enter that ends an input method\'s word never sends', async () => {
  expect(keyMeans({ ...KEY, isComposing: true }, true)).toBe('type')
  expect(keyMeans({ ...KEY, keyCode: 229 }, true)).toBe('type')
  expect(keyMeans({ ...KEY, keyCode: 229, ctrlKey: true }, false)).toBe('type')
  expect(keyMeans(KEY, true)).toBe('send')
  const desk = await open()
  await desk.type('/de')
  await desk.press('Enter', { keyCode: 229 })
  expect(desk.field.value).toBe('/de')
})

test('canned replies: the customer\'s language first, arrows move, Enter inserts with the variables filled', async () => {
  const desk = await open()
  await desk.type('Dear Lin. /del')
  expect(desk.options()).toHaveLength(2)
  expect(desk.options()[0]).toContain('延迟')
  await desk.press('ArrowDown')
  expect(desk.field.getAttribute('aria-activedescendant')).toBe(desk.place.querySelector('[aria-selected="true"]')?.id)
  await desk.press('Enter')
  expect(desk.field.value).toBe('Dear Lin. Hello Lin, Ayu of Northlight')
  expect(desk.options()).toEqual([])
  expect(desk.sent).toEqual([])
})

test('Esc closes the list and keeps what was typed', async () => {
  const desk = await open()
  await desk.type('/del')
  await desk.press('Escape')
  expect(desk.options()).toEqual([])
  expect(desk.field.value).toBe('/del')
  await desk.type('/dela')
  expect(desk.options()).toEqual([])
})

test('a note goes to agents only and tells the customer nothing of the writing', async () => {
  const desk = await open()
  desk.button('Note').click()
  await nextTick()
  await desk.type('Looks like INC-118')
  await desk.press('Enter', { ctrlKey: true })
  expect(desk.sent).toEqual([{ type: 'send', conversation: 'c1', text: 'Looks like INC-118', note: true }])
  expect(desk.typing.filter(Boolean)).toEqual([])
})

test('reply and note each keep their own draft, through a reload too', async () => {
  let desk = await open()
  await desk.type('for the customer')
  desk.button('Note').click()
  await nextTick()
  expect(desk.field.value).toBe('')
  await desk.type('for agents')
  close()
  expect(readDraft('ayu', 'c1')).toMatchObject({ mode: 'note', reply: 'for the customer', note: 'for agents' })
  expect(readDraft('sven', 'c1')).toMatchObject({ reply: '', note: '' })
  desk = await open()
  expect(desk.field.value).toBe('for agents')
})

test('a text that does not fit is not sent and says so', async () => {
  const desk = await open()
  await desk.type('a'.repeat(10_001))
  await desk.press('Enter', { ctrlKey: true })
  expect(desk.sent).toEqual([])
  expect(desk.place.querySelector('[role="alert"]')?.textContent).toContain('1 character too many')
})

test('room is counted in code points and in bytes', () => {
  const limits = { text_chars: 10, text_bytes: 20, files: 1, file_types: {} }
  expect(room('12345', limits)).toEqual({ state: 'near', left: 5 })
  expect(room('🙂🙂🙂🙂🙂🙂', limits)).toEqual({ state: 'bytes' })
  expect(room('12345678901', limits)).toEqual({ state: 'over', by: 1 })
})

/** What the server is asked, and what it answers: `null` where it is not reached. */
function server(...answers: (object | null)[]) {
  const asked: Record<string, unknown>[] = []
  vi.stubGlobal('fetch', vi.fn((path: string, init: RequestInit) => {
    if (!path.endsWith('/macro')) return Promise.resolve(new Response('{}', { status: 404 }))
    asked.push(JSON.parse(init.body as string) as Record<string, unknown>)
    const answer = answers.shift()
    return answer ? Promise.resolve(Response.json(answer)) : Promise.reject(new TypeError('no line'))
  }))
  return asked
}

test('a macro shows what it will do, does what was left in, once, and what failed stays to be tried again', async () => {
  const head = { ...conversation, status: 'open' }
  const asked = server(
    null,
    { results: [{ type: 'reply', ok: true }, { type: 'note', ok: true }, { type: 'close', ok: false, code: 'conversation_closed', message: 'It is closed.' }], conversation: head },
    { results: [{ type: 'close', ok: true }], conversation: head },
  )
  const desk = await open()
  await desk.type('/sol')
  expect(desk.options()[0]).toContain('Close')
  await desk.press('Enter')
  const strip = () => desk.place.querySelector('[role="group"][aria-label^="This will"]')
  expect(strip()?.getAttribute('aria-label')).toBe('This will: send, note, close')
  expect(strip()?.textContent).toContain('thanked Lin')
  await desk.press('Enter', { ctrlKey: true })
  await vi.waitFor(() => expect(desk.place.querySelector('.strip .problem')?.textContent).toContain('cannot be reached'))
  expect(desk.field.value).toBe('Bye Lin')
  // The same again under the same id.
  await desk.press('Enter', { ctrlKey: true })
  await vi.waitFor(() => expect(desk.place.querySelector('.strip .problem')?.textContent).toContain('It is closed.'))
  expect(asked[1]).toEqual(asked[0])
  expect(asked[0]).toMatchObject({ text: 'Bye Lin', steps: [{ type: 'note', text: 'thanked Lin' }, { type: 'close' }] })
  // The reply is out, and only what was not done is left.
  expect(desk.field.value).toBe('')
  expect(strip()?.getAttribute('aria-label')).toBe('This will: close')
  desk.button('Do it').click()
  await vi.waitFor(() => expect(strip()).toBeNull())
  expect(asked[2]).toMatchObject({ text: '', steps: [{ type: 'close' }] })
  expect(asked[2]!['client_id']).not.toBe(asked[0]!['client_id'])
  expect(desk.sent).toEqual([])
  vi.unstubAllGlobals()
})

test('a note has no macros, and each step can be left out of a reply', async () => {
  const desk = await open()
  desk.button('Note').click()
  await nextTick()
  await desk.type('/solved')
  expect(desk.options()).toEqual([])
  desk.button('Reply').click()
  await nextTick()
  await desk.type('/solved')
  await desk.press('Enter')
  for (const name of ['note', 'close']) {
    desk.place.querySelector<HTMLElement>(`[aria-label="Leave out: ${name}"]`)!.click()
    await nextTick()
  }
  await desk.press('Enter', { ctrlKey: true })
  expect(desk.sent).toEqual([{ type: 'send', conversation: 'c1', text: 'Bye Lin' }])
})

test('what was chosen with a macro is there again, and is asked for under the same id, when one comes back', async () => {
  const asked = server(null, null)
  const desk = await open()
  await desk.type('/solved')
  await desk.press('Enter')
  desk.place.querySelector<HTMLElement>('[aria-label="Leave out: note"]')!.click()
  await nextTick()
  await desk.press('Enter', { ctrlKey: true })
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  await vi.waitFor(() => expect(desk.place.querySelector('.strip .problem')).not.toBeNull())
  close()
  const again = await open()
  expect(again.field.value).toBe('Bye Lin')
  expect(again.place.querySelector('[role="group"][aria-label^="This will"]')?.getAttribute('aria-label')).toBe('This will: send, close')
  await again.press('Enter', { ctrlKey: true })
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  expect(asked[1]).toEqual(asked[0])
  vi.unstubAllGlobals()
})

test('a reply that was taken back stands before what was begun since, with its files, once', async () => {
  const desk = await open()
  await desk.type('Anything else?')
  const item: Held = {
    client_id: 'r1', owner: 'ayu', thread: 'c1', made_at: 1, tab: 't', seconds: 10, back: true,
    files: [{ id: 'f1', name: 'proof.txt', size: 4, type: 'text/plain' }], command: { type: 'send', client_id: 'r1', conversation: 'c1', text: 'Done.' },
  }
  const holds = useHolds()
  const land = async () => {
    holds.returned.set('c1', [item])
    await vi.waitFor(() => expect(holds.returned.size).toBe(0))
  }
  await land()
  expect(desk.field.value).toBe('Done.\n\nAnything else?')
  expect(desk.place.textContent).toContain('proof.txt')
  // In the draft already when the hold lets go of it; a page that dies in between brings it back once more.
  expect(readDraft('ayu', 'c1')).toMatchObject({ reply: 'Done.\n\nAnything else?', files: [{ id: 'f1' }] })
  close()
  const again = await open()
  useHolds().returned.set('c1', [item])
  await vi.waitFor(() => expect(useHolds().returned.size).toBe(0))
  expect(again.field.value).toBe('Done.\n\nAnything else?')
})
