import { expect, test } from 'vitest'

import type { Answers, FactChange, Mentioning, Redirect } from '@/api/help-care'
import { CARES } from '@/api/help-care'

import { listed, listOf, matching, mentionIn, moved, pageAddress, pageKey, saidNow, slugIn, untouched } from './care'
import { filtersFrom, queryOf } from './rules'

test('what readers say counts for the version they see, and of earlier ones only how many spoke', () => {
  const about = (version: number, more: Partial<Answers>) => ({ locale: 'en', version, helpful: 0, unhelpful: 0, outdated: 0, reasons: {}, words: [], ...more })
  const all = [about(3, { helpful: 5, unhelpful: 2, outdated: 1, reasons: { wrong: 1, unclear: 4 } }), about(2, { helpful: 1, outdated: 2 }), about(1, { unhelpful: 3 })]
  expect(saidNow(all, 3)).toEqual({ helpful: 5, unhelpful: 2, outdated: 1, reasons: [['unclear', 4], ['wrong', 1]], before: 6 })
  expect(saidNow(all, 4)).toMatchObject({ helpful: 0, outdated: 0, reasons: [], before: 14 })
  expect(saidNow([], 0).before).toBe(0)
})

test('all of a kind is a list that the list’s own address can ask for', () => {
  const queries = CARES.map((kind) => listOf(kind)).filter((one) => one !== null)
  expect(queries).toHaveLength(4)
  for (const query of queries) expect(queryOf(filtersFrom(query, ['northlight']), ['northlight'])).toEqual(query)
})

test('a page’s key is taken as the server takes it', () => {
  expect([pageKey(' Withdraw.USDT.trc20 '), pageKey('emergency.gave-code')]).toEqual(['withdraw.usdt.trc20', 'emergency.gave-code'])
  for (const wrong of ['', '.', 'a..b', 'a.', '提现', 'a b', 'x'.repeat(121)]) expect([wrong, pageKey(wrong)]).toEqual([wrong, null])
})

test('of a pasted address its last part is taken, and what names no article is refused', () => {
  const whole = 'https://help.example/help/northlight/en/a/deposit-late?utm_source=mail#top'
  expect([slugIn(whole), slugIn('/a/deposit-late/'), slugIn(' deposit-late '), slugIn('/a/%E6%8F%90%E7%8E%B0')]).toEqual(['deposit-late', 'deposit-late', 'deposit-late', '提现'])
  for (const wrong of ['', '/', 'https://help.example', '/a/Deposit', '/a/a_b', '/a/-a', '/a/%', 'x'.repeat(121)]) expect([wrong, slugIn(wrong)]).toEqual([wrong, null])
  expect([pageAddress('northlight', '', 'late'), pageAddress('northlight', 'ja', 'late')]).toEqual(['/help/northlight/…/a/late', '/help/northlight/ja/a/late'])
})

test('every word that is looked for must stand in an address or the title', () => {
  const all = [{ slug: 'old-fees', to: 'fees', title: 'What it costs' }, { slug: 'late', to: 'deposit-late', title: 'My deposit is late' }] as Redirect[]
  const found = (text: string) => matching(all, text).map((one) => one.slug)
  expect([found(''), found('LATE'), found('old costs'), found('late fees')]).toEqual([['old-fees', 'late'], ['late'], ['old-fees'], []])
})

test('names stand in a row as the reader’s language has it', () => {
  expect([listed(['a', 'b', 'c'], 'en'), listed(['甲', '乙', '丙'], 'zh-CN'), listed([], 'en')]).toEqual(['a, b, and c', '甲、乙和丙', ''])
})

test('what moves keeps everything else in its order, and goes over neither end', () => {
  expect([moved(['a', 'b', 'c'], 2, -1), moved(['a', 'b', 'c'], 0, 1)]).toEqual([['a', 'c', 'b'], ['b', 'a', 'c']])
  for (const [at, by] of [[0, -1], [2, 1], [7, 1]] as const) expect(moved(['a', 'b', 'c'], at, by)).toEqual(['a', 'b', 'c'])
})

test('of an article that mentions a change the reader’s language is opened, and what was edited since is done', () => {
  const head = (locale: string, edited_at: string) => ({ id: locale, locale, edited_at })
  const one = { locales: ['en', 'ja'], translations: [head('en', '2026-11-23T10:00:00Z'), head('zh-CN', '2026-11-23T08:00:00Z'), head('ja', '2026-11-23T08:00:00Z')] } as Mentioning
  expect(['ja', 'zh-CN', 'ar'].map((reader) => mentionIn(one, reader)?.id)).toEqual(['ja', 'en', 'en'])
  expect(untouched(one, { at: '2026-11-23T09:00:00Z' } as FactChange).map((left) => left.id)).toEqual(['ja'])
})
