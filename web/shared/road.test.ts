import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { Road } from './road'

interface Way {
  kind: 'socket' | 'poll'
  onopen: (() => void) | null
  onclose: (() => void) | null
  close: () => void
}

let made: Way[]
const make = (kind: Way['kind']) => () => {
  made.push({ kind, onopen: null, onclose: null, close: () => undefined })
  return made.at(-1) as unknown as WebSocket
}
const road = () => new Road('ws://test/live', make('socket'), make('poll'))
const kinds = () => made.map((way) => way.kind)

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  made = []
})
afterEach(() => vi.useRealTimers())

function fail(one: Road, times: number): void {
  for (let n = 0; n < times; n++) {
    one.open()
    one.ended(1006, null)
  }
}

test('two sockets in a row that do not open lead to the poll; where that does not open either, they take turns', () => {
  fail(road(), 5)
  expect(kinds()).toEqual(['socket', 'socket', 'poll', 'socket', 'poll'])
})

test('sockets that die within seconds count, those that lived do not, nor does a code of the server', () => {
  const one = road()
  for (const [code, lived] of [[1006, 900], [1006, 60_000], [1006, 900], [4401, null], [1012, 10], [1006, null]] as const) {
    one.open()
    one.ended(code, lived)
  }
  one.open()
  expect(kinds()).toEqual([...Array<string>(6).fill('socket'), 'poll'])
})

test('a network that is away says nothing about the way', () => {
  const away = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  fail(road(), 4)
  expect(kinds()).not.toContain('poll')
  away.mockRestore()
})

test('what led on is remembered for the day, by the next page too', () => {
  const one = road()
  fail(one, 2)
  one.open()
  one.welcomed(() => undefined)
  one.rest()
  made = []
  road().open()
  expect(kinds()).toEqual(['poll'])
  vi.setSystemTime(Date.now() + 25 * 3_600_000)
  road().open()
  expect(kinds()).toEqual(['poll', 'socket'])
})

test('the socket is tried beside the poll, and taken when it lasts', () => {
  const one = road()
  const again = vi.fn(() => one.open())
  fail(one, 2)
  one.open()
  one.welcomed(again)
  vi.advanceTimersByTime(10 * 60_000)
  made.at(-1)!.onclose!()
  vi.advanceTimersByTime(10 * 60_000)
  made.at(-1)!.onopen!()
  vi.advanceTimersByTime(2_000)
  made.at(-1)!.onclose!()
  expect(again).not.toHaveBeenCalled()
  vi.advanceTimersByTime(10 * 60_000)
  made.at(-1)!.onopen!()
  vi.advanceTimersByTime(5_000)
  expect(again).toHaveBeenCalledOnce()
  expect(kinds().slice(2)).toEqual(['poll', 'socket', 'socket', 'socket', 'socket'])
})
