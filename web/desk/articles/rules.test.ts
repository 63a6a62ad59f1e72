import { expect, test } from 'vitest'

import type { Article, ArticleHead, Category, Opened } from '@/api/help-types'

import { directionOf, filtersFrom, fromField, headFor, isNarrowed, isOwn, linesOf, queryOf, sameWords, stepsFor, toField } from './rules'
import { groupsIn, linesFrom, readLines } from './synonyms'
import { topicName, topicTree } from './topics'

const brands = ['northlight', 'seabright']

test('the filters of an address come back as the same address, and what nobody can ask for is left out', () => {
  const asked = { brand: 'seabright', state: 'review', type: 'guide', category: 'fees', locale: 'ja', owner: 'none', audience: 'agents', q: 'usdt fee', overdue: 'true', behind: 'true' }
  expect(queryOf(filtersFrom(asked, brands), brands)).toEqual(asked)
  const odd = filtersFrom({ brand: 'foreign', state: 'gone', type: ['faq'], audience: null, overdue: 'yes', q: 'x'.repeat(900) }, brands)
  expect(queryOf(odd, brands)).toEqual({ q: 'x'.repeat(200) })
  expect([isNarrowed(odd), isNarrowed(filtersFrom({ brand: 'seabright' }, brands))]).toEqual([true, false])
  expect(filtersFrom({}, []).brand).toBe('')
})

test('a list that is narrowed to a language or state opens that text, else the reader’s own, else the original', () => {
  const head = (locale: string, more: Partial<ArticleHead> = {}) => ({ id: locale, locale, state: 'published', behind: false, ...more }) as ArticleHead
  const article = { translations: [head('en'), head('ja', { behind: true }), head('zh-CN', { state: 'review' })] } as Article
  const opened = (query: object, reader = 'zh-CN') => headFor(article, filtersFrom({ ...query }, brands), reader)?.id
  expect([opened({}), opened({}, 'fr'), opened({ locale: 'ja' }), opened({ state: 'review' }, 'en'), opened({ behind: 'true' }, 'en')]).toEqual(['zh-CN', 'en', 'ja', 'zh-CN', 'ja'])
  // The title of another language fitted: something is opened all the same.
  expect(opened({ state: 'archived' }, 'en')).toBe('en')
})

test('only who publishes is offered what changes what customers read', () => {
  for (const state of ['draft', 'review', 'scheduled', 'published', 'archived'] as const) {
    expect(stepsFor(state, false).filter((step) => !['submit', 'takeBack', 'reopen'].includes(step))).toEqual([])
  }
  expect(stepsFor('review', true)[0]).toBe('publish')
  expect(stepsFor('published', true)).toEqual(['archive'])
})

test('where somebody else must decide, an author is offered to hand in and to take back, and nothing that shows it', () => {
  for (const state of ['draft', 'review', 'scheduled', 'published', 'archived'] as const) {
    expect(stepsFor(state, true, true).filter((step) => ['publish', 'schedule', 'sendBack'].includes(step))).toEqual([])
  }
  expect([stepsFor('draft', true, true)[0], stepsFor('review', true, true)[0]]).toEqual(['submit', 'takeBack'])
  const opened = (four_eyes: boolean, author: string | null) => ({ four_eyes, translation: { author: author && { id: author, name: '' } } }) as Opened
  expect([isOwn(opened(true, 'me'), false, 'me'), isOwn(opened(true, 'you'), true, 'me')]).toEqual([true, true])
  expect([isOwn(opened(true, 'you'), false, 'me'), isOwn(opened(true, null), false, 'me'), isOwn(opened(false, 'me'), true, 'me')]).toEqual([false, false, false])
})

test('times go into fields in the reader’s own zone and come back to the second', () => {
  const at = '2027-03-28T01:30:15.000000Z'
  expect(toField(at)).toMatch(/^2027-03-2\dT\d\d:\d\d:15$/)
  expect(fromField(toField(at))).toBe('2027-03-28T01:30:15Z')
  expect([toField(null), fromField(''), fromField('31.12.')]).toEqual(['', null, null])
})

test('questions are lines, and equal words are equal however they are held', () => {
  expect(linesOf(' one \n\n two\n')).toEqual(['one', 'two'])
  const words = { title: 'a', summary: '', body: 'b', questions: ['c'] }
  expect(sameWords(words, { ...words, questions: ['c'] })).toBe(true)
  for (const other of [{ title: 'x' }, { summary: 'x' }, { body: 'x' }, { questions: [] }]) expect(sameWords(words, { ...words, ...other })).toBe(false)
  expect([directionOf('ar'), directionOf('he-IL'), directionOf('zh-CN')]).toEqual(['rtl', 'rtl', 'ltr'])
})

test('topics stand in their order, those below another after it, and are called as the reader calls them', () => {
  const topic = (slug: string, parent: string | null, position: number, names = {}, usual = {}) => ({ id: slug, slug, parent, position, names, usual, name: '' }) as Category
  const known = topic('api', null, 0, { en: 'Our API' }, { en: 'API', 'zh-CN': '接口', ja: 'API 連携' })
  expect(['en', 'zh-CN', 'ja', 'fr'].map((reader) => topicName([known], 'api', reader))).toEqual(['Our API', '接口', 'API 連携', 'Our API'])
  const all = [topic('spot', 'trading', 0, { en: 'Spot' }), topic('fees', null, 1, { 'zh-CN': '手续费' }), topic('trading', null, 0, { en: 'Trading', 'zh-CN': '交易' })]
  expect(topicTree(all, 'zh-CN').map(({ label, depth }) => [label, depth])).toEqual([['交易', 0], ['交易 › Spot', 1], ['手续费', 0]])
  expect([topicName(all, 'spot', 'en'), topicName(all, 'unknown', 'en')]).toEqual(['Trading › Spot', 'unknown'])
})

test('a list of words reads back as it was written, in every language’s commas', () => {
  const groups = [{ locale: '', words: ['withdraw', 'cash out'] }, { locale: 'zh-CN', words: ['到账', '入账'] }]
  expect(readLines(linesFrom(groups))).toEqual({ groups, short: [] })
  expect(readLines('到账，入账、没收到；充值\n\nalone\n a, a ').groups.map(({ words }) => words.length)).toEqual([4, 1, 1])
  expect(readLines('到账，入账\n\nalone\n a, a ').short).toEqual([3, 4])
})

test('a group belongs to a text in which one of its words stands; a Latin word only as a whole one', () => {
  const groups = [{ locale: '', words: ['fee', 'charge'] }, { locale: 'zh-CN', words: ['到账', '入账'] }]
  expect(groupsIn(groups, 'Coffee and feet', 'en')).toEqual([])
  expect(groupsIn(groups, 'Coffee, and a FEE.', 'en')).toEqual([groups[0]])
  expect(groupsIn(groups, '没有到账怎么办', 'zh-CN')).toEqual([groups[1]])
  expect(groupsIn(groups, '没有到账怎么办', 'en')).toEqual([])
})
