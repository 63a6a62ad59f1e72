import { expect, test } from 'vitest'

import firstAr from './ar'
import firstEn from './en'
import firstEs from './es'
import { choose, loadLaterTexts, locale, setLocale, t, tn } from './index'
import firstJa from './ja'
import laterAr from './later/ar'
import laterEn from './later/en'
import laterEs from './later/es'
import laterJa from './later/ja'
import laterZh from './later/zh-CN'
import firstZh from './zh-CN'

const en = { ...firstEn, ...laterEn }
const zh = { ...firstZh, ...laterZh }
const es = { ...firstEs, ...laterEs }
const ja = { ...firstJa, ...laterJa }
const ar = { ...firstAr, ...laterAr }

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

const sources = import.meta.glob<string>(['/web/widget/**/*.{vue,ts}', '!**/texts/**', '!**/*.test.ts'], { query: '?raw', import: 'default', eager: true })
const says = (source: string, key: string) => source.includes(`'${key.replace(/_(one|other)$/, '')}'`)

test('each text is used, and stands in one place', () => {
  const all = Object.values(sources).join('\n')
  expect(Object.keys(en).filter((key) => !says(all, key))).toEqual([])
  expect(Object.keys(firstEn).filter((key) => key in laterEn)).toEqual([])
})

/** All that is there without the later texts: what the entry imports, and what it loads by other ways than `parts/later.ts`. */
function withoutLater(): string[] {
  const found = new Set(['/web/widget/main.ts'])
  for (const path of found) {
    const source = sources[path]!
    const plain = /later(?:Page|Module)?\(/.test(source) ? source.replace(/\(\) => import\(.*\)/g, '') : source
    for (const [, name] of plain.matchAll(/(?:from |import\()'(\.{1,2}\/[^']+)'/g)) {
      const next = new URL(name!, `file://${path}`).pathname
      const at = [next, `${next}.ts`].find((one) => one in sources)
      if (at) found.add(at)
    }
  }
  return [...found]
}

test('what is there at once, and what it loads without the later texts, says none of them', () => {
  const first = withoutLater()
  expect(first).toContain('/web/widget/parts/MoreMenu.vue')
  expect(first).not.toContain('/web/widget/parts/AttachmentList.vue')
  const early = first.flatMap((path) => Object.keys(laterEn).filter((key) => says(sources[path]!, key)).map((key) => `${key} in ${path}`))
  expect(early).toEqual([])
})

test('the later texts come when they are asked for, and from then on with every language', async () => {
  await setLocale('en')
  expect(t('save_print')).toBe('save_print')
  await Promise.all([loadLaterTexts(), setLocale('es')])
  expect([t('save_print'), t('close')]).toEqual([es.save_print, es.close])
  await setLocale('ja')
  expect([t('save_print'), t('close')]).toEqual([ja.save_print, ja.close])
})

test('of two languages wished for at once the last one stays', async () => {
  await Promise.all([setLocale('es'), setLocale('ar'), setLocale('en')])
  expect([locale.value, t('close')]).toEqual(['en', 'Close'])
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
