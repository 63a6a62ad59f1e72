import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { ToFrame, ToHost } from '@/shared/bridge'

const OURS = 'https://support.example'

/** jsdom does not lay out: what was to be laid out. */
let css = ''
class Sheet {
  replaceSync(text: string): void {
    css = text
  }
}

let said: { message: ToFrame; to: string }[] = []
let listeners: [string, EventListener][] = []

async function embed(attributes: Record<string, string> = {}): Promise<void> {
  const script = document.createElement('script')
  script.src = `${OURS}/w/northlight/loader.js`
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value)
  Object.defineProperty(document, 'currentScript', { value: script, configurable: true })
  vi.resetModules()
  await import('./loader')
}

beforeEach(() => {
  said = []
  listeners = []
  sessionStorage.clear()
  document.body.replaceChildren()
  inside = document.body.appendChild(document.createElement('iframe')).contentWindow!
  vi.spyOn(HTMLIFrameElement.prototype, 'contentWindow', 'get').mockImplementation(() => inside)
  delete (window as { Fairlead?: unknown }).Fairlead
  vi.stubGlobal('CSSStyleSheet', Sheet)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }))
  const listen = window.addEventListener.bind(window)
  vi.spyOn(window, 'addEventListener').mockImplementation((name: string, listener: EventListenerOrEventListenerObject) => {
    listeners.push([name, listener as EventListener])
    listen(name, listener)
  })
})
afterEach(() => {
  for (const [name, listener] of listeners) window.removeEventListener(name, listener)
  vi.unstubAllGlobals()
})

const shadow = () => document.body.lastElementChild!.shadowRoot!
const button = () => shadow().querySelector('button')!
/** jsdom gives a frame in a shadow tree no window: one from the page stands in. */
let inside: Window
const frame = () => shadow().querySelector('iframe')
const api = () => (window as unknown as { Fairlead: { open(): void; close(): void; identify(token: string | null): void } }).Fairlead

function hear(message: ToHost, { origin = OURS, source = inside } = {}): void {
  window.dispatchEvent(new MessageEvent('message', { data: { fairlead: message }, origin, source }))
}

function ready(): void {
  vi.spyOn(inside, 'postMessage').mockImplementation(((data: { fairlead: ToFrame }, to: string) => said.push({ message: data.fairlead, to })) as never)
  hear({ type: 'ready' })
}

test('it costs nothing but a button until somebody wants it', async () => {
  await embed()
  expect(frame()).toBeNull()
  button().dispatchEvent(new Event('pointerenter'))
  expect(frame()?.src).toBe(`${OURS}/w/northlight/frame#${encodeURIComponent(location.origin)}`)
  expect(button().getAttribute('aria-expanded')).toBe('false')
})

test('it speaks to our origin only, and hears our frame only', async () => {
  await embed()
  button().click()
  ready()
  expect(said.every(({ to }) => to === OURS)).toBe(true)
  hear({ type: 'unread', count: 3 }, { origin: 'https://evil.example' })
  hear({ type: 'unread', count: 3 }, { source: window })
  expect(button().getAttribute('aria-label')).toBe('Support')
  hear({ type: 'unread', count: 3 })
  expect(button().getAttribute('aria-label')).toBe('Support (3)')
})

test('settings reach the frame as soon as it listens', async () => {
  await embed({ 'data-locale': 'zh-CN', 'data-context': '{"pair":"BTC/USDT"}', 'data-token': 'tok' })
  api().open()
  ready()
  expect(said[0]?.message).toEqual({ type: 'settings', locale: 'zh-CN', theme: 'auto', context: { pair: 'BTC/USDT' }, signs: true })
  expect(said[1]?.message).toEqual({ type: 'open' })
})

test('a broken context attribute costs the context only', async () => {
  await embed({ 'data-context': '{oops' })
  api().open()
  ready()
  expect(said[0]?.message).toMatchObject({ context: {}, signs: false })
})

test('the token comes from the page and is given once; then its own address is asked', async () => {
  const fetch = vi.fn(() => Promise.resolve(new Response('{"token":"second"}')))
  vi.stubGlobal('fetch', fetch)
  await embed({ 'data-token': 'first', 'data-token-url': '/support-token' })
  api().open()
  ready()
  hear({ type: 'token', id: '1' })
  await vi.waitFor(() => expect(said.at(-1)?.message).toEqual({ type: 'token', id: '1', token: 'first', failed: false }))
  hear({ type: 'token', id: '2' })
  await vi.waitFor(() => expect(said.at(-1)?.message).toEqual({ type: 'token', id: '2', token: 'second', failed: false }))
  expect(fetch).toHaveBeenCalledTimes(1)
})

test.each([
  ['another origin is never asked for a token', 'https://evil.example/token', 0],
  ['an address that fails says so', '/support-token', 1],
])('%s', async (_, address, calls) => {
  const fetch = vi.fn(() => Promise.reject(new TypeError('network')))
  vi.stubGlobal('fetch', fetch)
  await embed({ 'data-token-url': address })
  api().open()
  ready()
  hear({ type: 'token', id: '1' })
  await vi.waitFor(() => expect(said.at(-1)?.message).toEqual({ type: 'token', id: '1', token: null, failed: true }))
  expect(fetch).toHaveBeenCalledTimes(calls)
})

test('closing from inside or by Escape gives the focus back to the button', async () => {
  await embed()
  for (const close of [() => hear({ type: 'close' }), () => button().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))]) {
    button().click()
    expect(button().getAttribute('aria-expanded')).toBe('true')
    close()
    expect(button().getAttribute('aria-expanded')).toBe('false')
    expect(shadow().activeElement).toBe(button())
  }
})

test('who signs in before the frame is there is known to it when it asks', async () => {
  await embed()
  api().identify('fresh')
  api().open()
  ready()
  expect(said[0]?.message).toMatchObject({ signs: true })
  hear({ type: 'token', id: '1' })
  await vi.waitFor(() => expect(said.at(-1)?.message).toMatchObject({ token: 'fresh' }))
  api().identify(null)
  expect(said.at(-1)?.message).toEqual({ type: 'identify', token: null })
})

test.each([['light', false], ['dark', true]])('whatever the button draws with is said: %s', async (_, isDark) => {
  vi.stubGlobal('matchMedia', () => ({ matches: isDark, addEventListener: () => undefined }))
  await embed()
  const names = (pattern: RegExp) => [...css.matchAll(pattern)].map(([, name]) => name)
  expect(names(/var\((--[\w-]+)\)/g)).toContain('--line')
  expect(names(/(--[\w-]+)\s*:/g)).toEqual(expect.arrayContaining(names(/var\((--[\w-]+)\)/g)))
  expect(css.includes('--ink:#e9edf2')).toBe(isDark)
})

test('a page that holds its own scrolling keeps it when the window beside it is closed', async () => {
  await embed()
  document.documentElement.style.overflow = 'hidden'
  api().open()
  api().close()
  expect(document.documentElement.style.overflow).toBe('hidden')
  document.documentElement.style.overflow = ''
})

test('the page scrolls again as it did, when the window is closed on a phone', async () => {
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('480'), addEventListener: () => undefined }))
  document.documentElement.style.overflow = 'clip'
  await embed()
  api().open()
  expect(document.documentElement.style.overflow).toBe('hidden')
  api().close()
  expect(document.documentElement.style.overflow).toBe('clip')
  document.documentElement.style.overflow = ''
})
