import { expect, test } from 'vitest'

import { ago, dayName, fileSize, span } from './time'

const now = new Date(2026, 10, 21, 15, 0)
const day = (days: number) => new Date(2026, 10, 21 - days, 23, 59).toISOString()

test('days are named as people name them', () => {
  expect(dayName(day(0), 'en', now)).toBe('Today')
  expect(dayName(day(1), 'en', now)).toBe('Yesterday')
  expect(dayName(day(1), 'zh-CN', now)).toBe('昨天')
  expect(dayName(day(3), 'en', now)).toBe('Wednesday')
  expect(dayName(day(30), 'en', now)).toBe('October 22')
  expect(dayName(day(400), 'en', now)).toBe('October 17, 2025')
})

test('lengths of time and sizes come in one short unit', () => {
  expect(span(40, 'en')).toBe('40 sec')
  expect(span(1080, 'en')).toBe('18 min')
  expect(span(40, 'zh-CN')).toBe('40秒')
  expect(fileSize(61_000, 'en')).toBe('61 kB')
  expect(fileSize(1_240_000, 'en')).toBe('1.2 MB')
})

test('how long ago', () => {
  expect(ago(new Date(now.getTime() - 20_000).toISOString(), 'en', now)).toBe('now')
  expect(ago(new Date(now.getTime() - 180_000).toISOString(), 'en', now)).toBe('3 min. ago')
})
