import { expect, test } from 'vitest'

import en from './en'
import { choose, locale, setLocale, t, tn } from './index'
import zh from './zh-CN'

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

test('both languages have the same keys and the same holes in them', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect(holes(zh[key]), key).toEqual(holes(en[key]))
})

test('no text is empty, and no Chinese text was left in English', () => {
  for (const [key, text] of Object.entries(zh)) if (!['version', 'count', 'says'].includes(key)) expect(text, key).toMatch(/\p{Script=Han}/u)
  for (const text of Object.values(en)) expect(text.trim()).not.toBe('')
})

test('each text is used', () => {
  const sources = import.meta.glob<string>(['/web/widget/**/*.{vue,ts}', '!**/texts/**', '!**/*.test.ts'], { query: '?raw', import: 'default', eager: true })
  const all = Object.values(sources).join('\n')
  const unused = Object.keys(en).filter((key) => !all.includes(`'${key.replace(/_(one|other)$/, '')}'`) && !all.includes(`"${key}"`))
  expect(unused).toEqual([])
})

test('numbers choose the right form', async () => {
  await setLocale('en')
  expect(tn('here', 1)).toBe('1 person is here')
  expect(tn('here', 1400)).toBe('1,400 people are here')
  await setLocale('zh-CN')
  expect(locale.value).toBe('zh-CN')
  expect(tn('here', 1)).toBe('1 位客服在线')
  expect(document.documentElement.lang).toBe('zh-CN')
})

test('what is filled in is not filled again', async () => {
  await setLocale('en')
  expect(t('greet_name', { name: '{name}' })).toBe('Hi {name}, how can we help?')
})

test('the first wish that is there wins', () => {
  expect(choose([null, 'fr', 'zh-TW', 'en'])).toBe('zh-CN')
  expect(choose(['en-GB'])).toBe('en')
  expect(choose([])).toBe('en')
})
