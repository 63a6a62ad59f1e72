import { expect, test } from 'vitest'

import ar from './ar'
import en from './en'
import es from './es'
import { choose, locale, setLocale, t, tn } from './index'
import ja from './ja'
import zh from './zh-CN'

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

const others = { 'zh-CN': zh, es, ja, ar }
const keys = Object.keys(en) as (keyof typeof en)[]

test.each(Object.entries(others))('%s has the same keys as English and the same holes in them', (_, texts) => {
  expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort())
  for (const key of keys) expect(holes(texts[key]), key).toEqual(holes(en[key]))
})

test.each([
  ['zh-CN', ['version']],
  ['es', ['bot', 'version', 'says']],
  ['ja', ['version']],
  ['ar', ['says']],
] as const)('in %s no text is empty or was left in English', (tag, same) => {
  const texts = others[tag]
  expect(keys.filter((key) => texts[key].trim() === '' || texts[key] === en[key])).toEqual(keys.filter((key) => (same as readonly string[]).includes(key)))
})

test.each([['zh-CN', /\p{Script=Han}/u], ['ja', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u], ['ar', /\p{Script=Arabic}/u]] as const)('%s is written in its own script', (tag, script) => {
  for (const key of keys) if (!['version', 'count', 'says'].includes(key)) expect(others[tag][key], key).toMatch(script)
})

test('a question and an exclamation in Spanish are opened as well as closed', () => {
  for (const key of keys) {
    expect(es[key].split('¿').length, key).toBe(es[key].split('?').length)
    expect(es[key].split('¡').length, key).toBe(es[key].split('!').length)
  }
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

test.each([
  ['es', 1, 'Hay 1 persona disponible'],
  ['es', 14000, 'Hay 14.000 personas disponibles'],
  ['ja', 1, '担当者が1名待機しています'],
  ['ja', 14000, '担当者が14,000名待機しています'],
  ['ar', 14000, 'الموظفون المتواجدون الآن: 14,000'],
] as const)('in %s the number %i is written as there', async (tag, n, text) => {
  await setLocale(tag)
  expect(tn('here', n)).toBe(text)
})

test('Arabic runs from right to left, and the others do not', async () => {
  await setLocale('ar')
  expect(document.documentElement.dir).toBe('rtl')
  await setLocale('ja')
  expect(document.documentElement.dir).toBe('ltr')
})

test('what is filled in is not filled again', async () => {
  await setLocale('en')
  expect(t('greet_name', { name: '{name}' })).toBe('Hi {name}, how can we help?')
})

test('the first wish that is there wins', () => {
  expect(choose([null, 'fr', 'zh-TW', 'en'])).toBe('zh-CN')
  expect(choose(['en-GB'])).toBe('en')
  expect(choose(['es-MX', 'en'])).toBe('es')
  expect(choose(['es-419'])).toBe('es')
  expect(choose(['fr-FR', 'ja-JP'])).toBe('ja')
  expect(choose([])).toBe('en')
})
