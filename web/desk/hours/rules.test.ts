import { expect, test } from 'vitest'

import { copied, dayName, nextSpan, standingWords, tidied, withHolidays } from './rules'

test('times are read as people type them, and what is none stays', () => {
  expect(['9', '9:5', '930', '24', '09：00', '9.30', ' 17:00 '].map(tidied)).toEqual(['09:00', '09:05', '09:30', '24:00', '09:00', '09:30', '17:00'])
  expect(['', 'noon', '9:300', '-1'].map(tidied)).toEqual(['', 'noon', '9:300', '-1'])
})

test('what is added next lies after what is there', () => {
  expect(nextSpan([])).toEqual(['09:00', '17:00'])
  expect(nextSpan([['08:00', '12:00']])).toEqual(['13:00', '17:00'])
  expect(nextSpan([['08:00', '23:30']])).toEqual(['23:00', '24:00'])
})

test('the week begins with Monday in every language', () => {
  expect(dayName(1, 'en')).toBe('Monday')
  expect(dayName(7, 'zh-CN')).toBe('星期日')
})

test('what stands is said with its time', () => {
  expect(standingWords({ open: true, opens_at: null, closes_at: null }, 'en')).toEqual({ key: 'openAlways', time: '' })
  expect(standingWords({ open: false, opens_at: '2026-11-23T08:00:00Z', closes_at: null }, 'en').key).toBe('opensAt')
  expect(standingWords({ open: true, opens_at: null, closes_at: '2026-11-23T08:00:00Z' }, 'en').time).toContain('Nov 23')
})

test('holidays are added to dates without changing what was set for one', () => {
  const known = [{ date: '2026-12-25', name: 'Short', hours: [['09:00', '12:00'] as [string, string]] }]
  const found = [{ date: '2026-12-26', name: 'Boxing Day' }, { date: '2026-12-25', name: 'Christmas' }]
  expect(withHolidays(known, found)).toEqual([known[0], { date: '2026-12-26', name: 'Boxing Day', hours: [] }])
})

test('a copy is changed alone', () => {
  const plan = { zone: 'UTC', week: [[['09:00', '17:00'] as [string, string]]], exceptions: [] }
  const copy = copied(plan)
  copy.week[0]?.pop()
  expect(plan.week[0]).toHaveLength(1)
})
