import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'

import { useLater } from './later'
import { usePrefs } from './prefs'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  usePrefs().undoSeconds = 10
})
afterEach(() => void vi.useRealTimers())

function open() {
  const scope = effectScope()
  const done: string[] = []
  const later = scope.run(useLater)!
  return { ...later, done, close: () => scope.stop(), say: (word: string) => later.later(() => done.push(word), () => done.push(`back ${word}`)) }
}

test('it is done once its seconds are over, and not before', () => {
  const { done, say, seconds } = open()
  say('a')
  expect([seconds.value, done]).toEqual([10, []])
  vi.advanceTimersByTime(9_999)
  expect(done).toEqual([])
  vi.advanceTimersByTime(1)
  expect([seconds.value, done]).toEqual([0, ['a']])
  vi.advanceTimersByTime(60_000)
  expect(done).toEqual(['a'])
})

test('what was taken back is not done, and is said to be back once', () => {
  const { done, say, takeBack, close } = open()
  say('a')
  takeBack()
  takeBack()
  vi.advanceTimersByTime(60_000)
  close()
  expect(done).toEqual(['back a'])
})

test('who goes elsewhere, presses now or does the next thing has meant it, in this order', () => {
  const { done, say, sendNow, close } = open()
  say('a')
  say('b')
  expect(done).toEqual(['a'])
  sendNow()
  say('c')
  close()
  expect(done).toEqual(['a', 'b', 'c'])
})

test('the page asks before it ends while something waits, and who sends at once waits for nothing', () => {
  const { done, say, takeBack } = open()
  const leave = () => {
    const event = new Event('beforeunload', { cancelable: true })
    dispatchEvent(event)
    return event.defaultPrevented
  }
  say('a')
  expect(leave()).toBe(true)
  takeBack()
  expect(leave()).toBe(false)
  usePrefs().undoSeconds = 0
  say('b')
  expect(done).toEqual(['back a', 'b'])
})
