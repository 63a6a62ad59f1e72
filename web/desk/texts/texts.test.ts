import { expect, test } from 'vitest'

import en from './en'
import enArticles from './en/articles'
import enCare from './en/care'
import enRatings from './en/ratings'
import enTasks from './en/tasks'
import enTicketWork from './en/ticket-work'
import enConduct from './en/conduct'
import enBoard from './en/board'
import enHours from './en/hours'
import enRules from './en/rules'
import enRoster from './en/roster'
import enTicketLists from './en/ticket-lists'
import enTeams from './en/teams'
import enViews from './en/views'
import enPromises from './en/promises'
import enTickets from './en/tickets'
import enWebhooks from './en/webhooks'
import zh from './zh-CN'
import zhArticles from './zh-CN/articles'
import zhCare from './zh-CN/care'
import zhRatings from './zh-CN/ratings'
import zhTasks from './zh-CN/tasks'
import zhTicketWork from './zh-CN/ticket-work'
import zhConduct from './zh-CN/conduct'
import zhBoard from './zh-CN/board'
import zhHours from './zh-CN/hours'
import zhRules from './zh-CN/rules'
import zhRoster from './zh-CN/roster'
import zhTicketLists from './zh-CN/ticket-lists'
import zhTeams from './zh-CN/teams'
import zhViews from './zh-CN/views'
import zhPromises from './zh-CN/promises'
import zhTickets from './zh-CN/tickets'
import zhWebhooks from './zh-CN/webhooks'
import { addWords, i18n, LOCALES, useLocale, wantedLocale } from '.'

function flat(tree: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree) as [string, string | object][]) {
    if (typeof value === 'string') found.set(path + key, value)
    else for (const [inner, text] of flat(value, `${path}${key}.`)) found.set(inner, text)
  }
  return found
}

const catalogues = { en: flat({ ...en, ...enArticles, ...enCare, ...enRatings, ...enConduct, ...enBoard, ...enHours, ...enRules, ...enPromises, ...enTickets, ...enTasks, ...enTicketWork, ...enWebhooks, ...enRoster, ...enTicketLists, ...enTeams, ...enViews }), 'zh-CN': flat({ ...zh, ...zhArticles, ...zhCare, ...zhRatings, ...zhConduct, ...zhBoard, ...zhHours, ...zhRules, ...zhPromises, ...zhTickets, ...zhTasks, ...zhTicketWork, ...zhWebhooks, ...zhRoster, ...zhTicketLists, ...zhTeams, ...zhViews }) }
const holes = (text: string) => [...text.matchAll(/\{([a-z]+)\}/g)].map((match) => match[1]).sort()

test('every language has the same keys, none empty', () => {
  for (const locale of LOCALES) {
    expect([...catalogues[locale].keys()]).toEqual([...catalogues.en.keys()])
    expect([...catalogues[locale]].filter(([, text]) => !text.trim())).toEqual([])
  }
})

test('every language fills the same places', () => {
  for (const [key, text] of catalogues.en) {
    // A plural form may leave out the number; the set of names is the same.
    expect([key, [...new Set(holes(catalogues['zh-CN'].get(key) ?? ''))]]).toEqual([key, [...new Set(holes(text))]])
  }
})

test('a text that counts has a form for one', () => {
  const counting = [...catalogues.en].filter(([, text]) => /\{(n|count)\} (?!(?:is|was|needs)\b)[a-z]+s\b/.test(text))
  expect(counting.length).toBeGreaterThan(40)
  expect(counting.filter(([, text]) => !text.includes(' | '))).toEqual([])
})

test('the number itself chooses the form', async () => {
  await useLocale('en')
  expect([1, 2].map((n) => i18n.global.t('composer.left', { n }))).toEqual(['1 character left', '2 characters left'])
})

test('Chinese texts are Chinese', () => {
  const names = ['customer.uid', 'event.system', 'commands.set', 'macro.and', 'rules.to', 'rules.does', 'rules.and']
  const latin = [...catalogues['zh-CN']].filter(([key, text]) => !/\p{Script=Han}/u.test(text) && !names.includes(key))
  expect(latin).toEqual([])
})

test('every key that the sources name exists, and every key is named', () => {
  const sources = import.meta.glob<string>(['../**/*.{vue,ts}', '!./**', '!../**/*.test.ts'], { query: '?raw', eager: true, import: 'default' })
  const code = Object.values(sources).join('\n')
  expect(code.length).toBeGreaterThan(50_000)
  const named = [...code.matchAll(/\bte?\(\s*'([a-zA-Z.]+)'/g)].map((match) => match[1] ?? '')
  expect(named.filter((key) => !catalogues.en.has(key))).toEqual([])
  const families = [...code.matchAll(/`([a-zA-Z.]+\.)\$\{/g)].map((match) => match[1] ?? '')
  const quoted = new Set([...code.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z]+)+)'/g)].map((match) => match[1]))
  const unused = [...catalogues.en.keys()].filter((key) => !quoted.has(key) && !families.some((family) => key.startsWith(family)))
  expect(unused).toEqual([])
})

test('a language is loaded when it is first wanted, and the page says which it is in', async () => {
  await useLocale('zh-CN')
  expect(i18n.global.t('queue.handler.agent', { name: '林晓' })).toBe('由林晓处理')
  expect(document.documentElement.lang).toBe('zh-CN')
  await useLocale('en')
  expect(i18n.global.t('talk.jump', { n: 2 }, 2)).toBe('2 new messages')
})

test('words of a page that not everybody opens come with it, and then with every language', async () => {
  const words = { en: () => import('./en/articles'), 'zh-CN': () => import('./zh-CN/articles') }
  await useLocale('en')
  expect(i18n.global.te('articles.heading')).toBe(false)
  await addWords(words)
  expect(i18n.global.t('articles.heading')).toBe('Articles')
  await useLocale('zh-CN')
  expect([i18n.global.t('articles.heading'), i18n.global.t('common.save')]).toEqual(['文章', '保存'])
  await useLocale('en')
})

test('the first language of the browser that we speak is taken', () => {
  expect(wantedLocale(['fr', 'zh-TW', 'en'])).toBe('zh-CN')
  expect(wantedLocale(['en-GB'])).toBe('en')
  expect(wantedLocale(['fr'])).toBe('en')
})
