import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { fetchFirstPage, PAUSES } from './documents'

const pending = () => new Response(JSON.stringify({ code: 'preview_pending' }), { status: 503 })
const asked: string[] = []

function answers(...list: (() => Response)[]): void {
  const rest = [...list]
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    return Promise.resolve((rest.length > 1 ? rest.shift()! : rest[0]!)())
  })
}

beforeEach(() => {
  asked.length = 0
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a picture that is still being made is asked for again until it is there', async () => {
  answers(pending, pending, () => new Response('picture'))
  const found = fetchFirstPage('a/b', { path: '/api/desk/files' })
  await vi.advanceTimersByTimeAsync(1000 * (PAUSES[0]! + PAUSES[1]!))
  expect(await (await found).text()).toBe('picture')
  expect(asked).toEqual(Array(3).fill('/api/desk/files/a%2Fb/preview'))
})

test('one that is not made in half a minute is left alone', async () => {
  answers(pending)
  const found = expect(fetchFirstPage('x')).rejects.toMatchObject({ code: 'preview_pending' })
  await vi.runAllTimersAsync()
  await found
  expect(asked).toHaveLength(PAUSES.length + 1)
})

test('where there is none nobody asks twice', async () => {
  answers(() => new Response(JSON.stringify({ code: 'not_found' }), { status: 404 }))
  await expect(fetchFirstPage('x')).rejects.toMatchObject({ code: 'not_found' })
  expect(asked).toHaveLength(1)
})
