import { expect, test } from 'vitest'

import type { Category, Taxonomy, Ticket } from '@/api/tickets'

import { blank, byField, draftOf, givenOf, inLocale, ownFields, promise, searched } from './rules'

const category = (code: string, labels: Record<string, string>, active = true): Category => ({ code, type: 'incident', labels, required: [], optional: [], priority: 3, team: 'a', checklist: [], first: {}, active, revision: 0 })
const taxonomy: Taxonomy = {
  types: [],
  tags: { tags: [], revision: 0 },
  fields: [],
  categories: [
    category('DEP-NOCRED', { en: 'Deposit not credited', 'zh-CN': '充值未到账' }),
    category('WD-STUCK', { en: 'Withdrawal stuck', 'zh-CN': '提现卡住' }),
    category('OLD-ONE', { en: 'Deposit of old' }, false),
  ],
}
const codes = (words: string) => searched(taxonomy, words, 'en').map((one) => one.code)

test('a category is found by words of any language and by its code, and none that is put away', () => {
  expect(codes('')).toEqual(['DEP-NOCRED', 'WD-STUCK'])
  expect(codes('deposit')[0]).toBe('DEP-NOCRED')
  expect(codes('提现')).toEqual(['WD-STUCK'])
  expect(codes('stuck withdrawal')).toEqual(['WD-STUCK'])
  expect(codes('wd-st')).toEqual(['WD-STUCK'])
  expect(codes('deposit')).not.toContain('OLD-ONE')
})

test('a label is in the language of the reader, in one near it, or in English', () => {
  const labels = { en: 'Coin', 'zh-CN': '币种' }
  expect([inLocale(labels, 'zh-CN'), inLocale(labels, 'zh-TW'), inLocale(labels, 'fr'), inLocale({ ja: '通貨' }, 'fr')]).toEqual(['币种', '币种', 'Coin', '通貨'])
})

test('a promise turns amber in its last quarter and red when it is broken, but not while somebody else is to act', () => {
  const since = '2026-11-23T00:00:00Z'
  const due = '2026-11-23T00:40:00Z'
  const level = (next: 'agents' | 'customer', minute: number) => promise({ next, since, next_update_by: due }, Date.parse(since) + minute * 60_000)?.level
  expect([level('agents', 29), level('agents', 31), level('agents', 41)]).toEqual(['calm', 'amber', 'red'])
  expect([level('customer', 31), level('customer', 41)]).toEqual(['calm', 'calm'])
  expect(promise({ next: 'nobody', since, next_update_by: null }, 0)).toBeNull()
})

test('what was filled in is what is sent, and what is kept comes back as it was typed', () => {
  expect(givenOf('txid', { ...blank(), values: [{ value: ' ', zone: '' }, { value: '0xAb', zone: '' }] })).toEqual([{ field: 'txid', value: '0xAb' }])
  expect(givenOf('amount', { ...blank(), lacks: true, missing: 'not shown' })).toEqual([{ field: 'amount', missing: 'not shown' }])
  expect(givenOf('occurred_at', draftOf([{ field: 'occurred_at', value: '2026-11-22T06:05:00Z', typed: '2026-11-22 14:05', zone: 'Asia/Shanghai' }])))
    .toEqual([{ field: 'occurred_at', value: '2026-11-22 14:05', zone: 'Asia/Shanghai' }])
  expect(givenOf('uid', blank())).toEqual([])
})

test('what agents asked in their own words is a field like others', () => {
  const card = { fields: [{ key: 'memo', label: 'Memo' }, { key: 'own:1', kind: 'choice', label: 'Which app?', example: 'iOS', choices: ['iOS', 'Android'], many: false }] }
  expect(ownFields({ cards: [card] } as unknown as Ticket)).toEqual([{ key: 'own:1', kind: 'choice', labels: { en: 'Which app?' }, example: 'iOS', choices: ['iOS', 'Android'], many: false, formats: [], revision: 0, internal: false, retired: false, retired_at: '', retired_by: '' }])
  expect(ownFields(null)).toEqual([])
})

test('faults are kept by their field', () => {
  const fault = { code: 'shape', message: 'no', example: '' }
  const found = byField([{ at: 0, field: 'txid', ...fault }, { at: 1, field: 'amount', ...fault }, { at: 2, field: 'txid', ...fault }])
  expect([found.get('txid')?.length, found.get('amount')?.length, found.get('uid')]).toEqual([2, 1, undefined])
})
