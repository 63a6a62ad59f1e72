import { type App, createApp, h, nextTick } from 'vue'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { setLocale } from '../texts'
import Composer from './Composer.vue'

let app: App | null = null
let sent: string[] = []

beforeAll(async () => {
  // What comes late in a browser is here before the first letter.
  await Promise.all([import('../guard'), import('./GuardPanel.vue'), import('./AttachmentList.vue'), import('../texts/later/en')])
}, 60_000)
beforeEach(async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
  await setLocale('en')
  localStorage.clear()
  sent = []
})
afterEach(() => {
  app?.unmount()
  vi.unstubAllGlobals()
})

function mount(thread = 'k1', ask = ''): HTMLTextAreaElement {
  const root = document.body.appendChild(document.createElement('div'))
  app = createApp({ render: () => h(Composer, { thread, ask, onSend: (text: string) => sent.push(text) }) })
  app.mount(root)
  return root.querySelector('textarea')!
}

async function write(area: HTMLTextAreaElement, text: string): Promise<void> {
  area.value = text
  area.dispatchEvent(new Event('input'))
  await nextTick()
}

function enter(area: HTMLTextAreaElement, over: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...over })
  area.dispatchEvent(event)
  return event
}

test('Enter sends the trimmed text and empties the field', async () => {
  const area = mount()
  await write(area, '  hello  ')
  expect(enter(area).defaultPrevented).toBe(true)
  await nextTick()
  expect(sent).toEqual(['hello'])
  expect(area.value).toBe('')
})

test('the Enter of an input method never sends', async () => {
  const area = mount()
  await write(area, 'ni hao')
  expect(enter(area, { isComposing: true }).defaultPrevented).toBe(false)
  expect(enter(area, { keyCode: 229 }).defaultPrevented).toBe(false)
  expect(sent).toEqual([])
  await write(area, '你好')
  enter(area)
  expect(sent).toEqual(['你好'])
})

test('Shift and Enter make a new line', async () => {
  const area = mount()
  await write(area, 'one')
  expect(enter(area, { shiftKey: true }).defaultPrevented).toBe(false)
  expect(sent).toEqual([])
})

test('nothing but white space is not sent', async () => {
  const area = mount()
  await write(area, ' \n ')
  enter(area)
  expect(sent).toEqual([])
})

test.each([
  ['characters', 'a'.repeat(10_001)],
  ['bytes', '𝄞'.repeat(10_000) + 'a'],
])('more than the limit of %s says so and is not sent', async (_, text) => {
  const area = mount()
  await write(area, text)
  enter(area)
  expect(sent).toEqual([])
  expect(document.querySelector('[role=alert]')?.textContent).toContain('too long by 1 ')
  await write(area, Array.from(text).slice(1).join(''))
  enter(area)
  expect(sent).toHaveLength(1)
})

test('a draft outlives the page and belongs to its conversation', async () => {
  await write(mount('k1'), 'half a thou')
  app?.unmount()
  expect(mount('k2').value).toBe('')
  app?.unmount()
  expect(mount('k1').value).toBe('half a thou')
})

test('words to complete stand in the field and are not sent by themselves', () => {
  expect(mount('new:1', 'My deposit ').value).toBe('My deposit ')
  expect(sent).toEqual([])
})

test('what nobody may be told is asked about first, and goes only when its writer says so', async () => {
  const area = mount()
  area.dispatchEvent(new Event('focusin', { bubbles: true }))
  await vi.waitFor(async () => {
    // Until what looks is there, it goes; the server looks at everything.
    sent.length = 0
    await write(area, 'my password is Hunter2!')
    enter(area)
    await nextTick()
    expect(document.querySelector('.guard')).not.toBeNull()
  })
  enter(area)
  expect(sent).toEqual([])
  const [back, anyway] = document.querySelectorAll<HTMLButtonElement>('.guard button')
  back!.click()
  await nextTick()
  expect(document.querySelector('.guard')).toBeNull()
  expect(area.value).toBe('my password is Hunter2!')
  enter(area)
  await vi.waitFor(() => expect(document.querySelector('.guard')).not.toBeNull())
  document.querySelectorAll<HTMLButtonElement>('.guard button')[1]!.click()
  expect(anyway).toBeDefined()
  expect(sent).toEqual(['my password is Hunter2!'])
})
