import { describe, expect, it } from 'vitest'

import type { BoardAgent, LinePage, WaitCell } from '@/api/board'
import type { Conversation } from '@/api/types'

import { alike, carried, curves, joined, pivot, sortedAgents, standingOf, tally, without } from './rules'

const cell = (priority: number, language: string, count: number, longest: number, channel: WaitCell['channel'] = 'chat'): WaitCell => ({ priority, language, channel, count, longest })
const agent = (id: string, chat: number, more: Partial<BoardAgent> = {}): BoardAgent => ({
  id, name: id, role: 'agent', presence: 'online', teams: [], languages: [], capacity: { chat: 2, callback: 0, mail: 0 }, load: { chat, callback: 0, mail: 0 }, lent: [], ...more,
})
const talk = (id: string, subject: string, locale = 'en') => ({ id, subject, preview: '', locale, channel: 'webchat', team: null }) as unknown as Conversation
const page = (...all: Conversation[]): LinePage => ({ total: all.length, next: null, line: all.map((conversation) => ({ conversation, reason: {} as never })) })

describe('who waits', () => {
  it('stands by priority and language, the fullest language first, and adds up', () => {
    const { columns, all, total } = pivot([cell(1, 'en', 1, 9), cell(3, 'zh', 4, 50), cell(3, 'en', 2, 70), cell(3, 'zh', 1, 10, 'mail')], 'language')
    expect(columns.map(({ key, all: sums }) => [key, sums.count, sums.longest])).toEqual([['zh', 5, 50], ['en', 3, 70]])
    expect(all.map(({ count }) => count)).toEqual([1, 0, 7, 0, 0])
    expect(total).toEqual({ count: 8, longest: 70 })
  })

  it('has at most five columns: what is rare stands together', () => {
    const { columns } = pivot(['en', 'zh', 'es', 'ja', 'ar', 'pt'].map((language, at) => cell(3, language, 9 - at, at)), 'language')
    expect(columns.map(({ key }) => key)).toEqual(['en', 'zh', 'es', 'ja', ''])
    expect(columns.at(-1)?.all).toEqual({ count: 9, longest: 5 })
  })

  it('stands by channel as channels come', () => {
    expect(pivot([cell(3, 'en', 1, 1, 'mail'), cell(3, 'en', 1, 1)], 'channel').columns.map(({ key }) => key)).toEqual(['chat', 'mail'])
    expect(pivot([], 'channel')).toMatchObject({ columns: [], total: { count: 0 } })
  })
})

describe('agents', () => {
  it('are free with room for one more, and counted as they stand', () => {
    const all = [agent('a', 2), agent('b', 1), agent('c', 0, { presence: 'away' }), agent('d', 0)]
    expect(all.map(standingOf)).toEqual(['full', 'free', 'away', 'free'])
    expect(tally(all)).toEqual({ free: 2, full: 1, busy: 0, away: 1, offline: 0 })
    expect(sortedAgents(all, 'en').map(({ id }) => id)).toEqual(['d', 'b', 'a', 'c'])
  })

  it('carry what was moved at once, and give it back when it was refused', () => {
    const all = [agent('a', 2), agent('b', 1)]
    const then = carried(all, 'chat', 'a', 'b')
    expect(then.map(({ load }) => load.chat)).toEqual([1, 2])
    expect(carried(then, 'chat', 'b', 'a')).toEqual(all)
    expect(carried(all, 'chat', null, 'b').map(({ load }) => load.chat)).toEqual([2, 2])
  })
})

describe('the line', () => {
  const [one, two, three] = [talk('1', 'Deposit missing'), talk('2', 'Card'), talk('3', 'Fee')] as [Conversation, Conversation, Conversation]

  it('loses who went out of it and counts on', () => {
    expect(without({ ...page(one, two, three), total: 90 }, new Set(['2', '9']))).toMatchObject({ total: 89, line: [{ conversation: one }, { conversation: three }] })
  })

  it('holds nobody twice who moved up between two pages', () => {
    expect(joined(page(one, two), { ...page(two, three), total: 3 }).line.map(({ conversation }) => conversation.id)).toEqual(['1', '2', '3'])
  })

  it('finds those who ask the same in the same language', () => {
    const line = page(talk('1', 'My TRON deposit has not arrived'), talk('2', 'tron deposit not arrived since noon'), talk('3', 'Change my email'), talk('4', 'TRON deposit arrived', 'es'), talk('5', '波场充值一直没有到账', 'zh-CN'), talk('6', '充值没有到账', 'zh-CN'))
    expect(alike(line, '1')).toEqual(['1', '2'])
    expect(alike(line, '5')).toEqual(['5', '6'])
    expect(alike(line, 'gone')).toEqual([])
  })
})

it('draws both curves on one scale', () => {
  const { came, served, most } = curves([[0, 0], [4, 2], [8, 4]], 100, 10)
  expect(most).toBe(4)
  expect(came).toBe('M0.0 10.0L50.0 5.0L100.0 0.0')
  expect(served).toBe('M0.0 10.0L50.0 7.5L100.0 5.0')
})
