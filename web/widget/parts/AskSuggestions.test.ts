import { type App, createApp, h, nextTick, shallowRef } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { setLocale } from '../texts'
import AskSuggestions from './AskSuggestions.vue'

const found = (title: string) => ({ id: `id of ${title}`, title, url: '/a', locale: 'en' })
const text = shallowRef('')
let app: App | null = null
let asked: string[] = []
let opened: string[][] = []
let answer: () => Response

beforeEach(async () => {
  await setLocale('en')
  vi.useFakeTimers()
  asked = []
  opened = []
  answer = () => Response.json({ suggestions: ['Late', 'Memo', 'Fees', 'Fourth'].map(found) })
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address)
    return Promise.resolve(answer())
  })
  text.value = ''
  app = createApp({ render: () => h(AskSuggestions, { text: text.value, onArticle: (id: string, q: string) => opened.push([id, q]) }) })
  app.mount(document.body.appendChild(document.createElement('div')))
})
afterEach(() => {
  app?.unmount()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function type(words: string): Promise<string[]> {
  text.value = words
  await nextTick()
  await vi.advanceTimersByTimeAsync(400)
  await nextTick()
  return [...document.querySelectorAll('.suggestions button')].map((button) => button.textContent)
}

test('three articles are offered for what is typed, and one that is chosen says which search led to it', async () => {
  expect(await type('my deposit ')).toEqual(['Late', 'Memo', 'Fees'])
  expect(asked).toHaveLength(1)
  expect(asked[0]).toContain('q=my+deposit')
  document.querySelectorAll<HTMLButtonElement>('.suggestions button')[1]!.click()
  expect(opened).toEqual([['id of Memo', 'my deposit']])
})

test('two letters ask nothing, and taking the question back takes the articles away', async () => {
  expect(await type('de')).toEqual([])
  expect(asked).toEqual([])
  expect(await type('deposit')).toHaveLength(3)
  expect(await type('')).toEqual([])
})

test('while a search is refused nothing is offered and nothing breaks', async () => {
  await type('deposit')
  answer = () => Response.json({ code: 'unavailable' }, { status: 503 })
  expect(await type('deposit late')).toEqual([])
})
