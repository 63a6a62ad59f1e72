import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { PollSocket } from './poll'

interface Body {
  key?: string
  first?: number
  frames?: string[]
  after?: number
  leave?: boolean
}

let bodies: Body[]
let answers: (() => Promise<Response> | Response)[]
let heard: string[]
let codes: number[]
let socket: PollSocket

const answer = (over: object) => () => new Response(JSON.stringify({ key: 'k', taken: 0, first: 1, frames: [], ...over }))
const held = () => new Promise<Response>(() => undefined)
const cut = () => Promise.reject(new TypeError('cut'))
const soon = (ms = 5) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  bodies = []
  answers = []
  heard = []
  codes = []
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    bodies.push(JSON.parse(body) as Body)
    return Promise.resolve((answers.shift() ?? held)())
  })
  socket = new PollSocket()
  socket.onmessage = ({ data }) => heard.push(data)
  socket.onclose = ({ code }) => codes.push(code)
  socket.onopen = () => socket.send('hello')
})

afterEach(() => {
  socket.close()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('the hello opens, then one request is held from the number it has', async () => {
  answers = [answer({ taken: 1, frames: ['welcome'] })]
  await soon()
  expect(bodies).toEqual([
    { first: 1, frames: ['hello'], after: 0, wait: 25 },
    { key: 'k', after: 1, wait: 25 },
  ])
  expect(heard).toEqual(['welcome'])
})

test('an answer that was lost is asked for again, and what came twice is told once', async () => {
  answers = [answer({ taken: 1, frames: ['a'] }), cut, answer({ taken: 1, first: 1, frames: ['a', 'b'] })]
  await soon(1000)
  expect(heard).toEqual(['a', 'b'])
  expect(bodies.at(-1)!.after).toBe(2)
})

test('what the server had no room for goes again under its number', async () => {
  answers = [answer({ taken: 1 }), held, answer({ taken: 1 }), answer({ taken: 3 })]
  await soon()
  socket.send('one')
  await soon()
  socket.send('two')
  await soon(1000)
  expect(bodies.slice(2)).toEqual([
    { key: 'k', first: 2, frames: ['one'] },
    { key: 'k', first: 2, frames: ['one', 'two'] },
  ])
})

test('a poll the server does not know, and a line that stays cut, end as a socket would', async () => {
  answers = [answer({ taken: 1 }), () => new Response('{}', { status: 404 })]
  await soon()
  expect(codes).toEqual([1006])
})

test('the opening is not made twice: nobody could prove whose poll it is', async () => {
  answers = [cut]
  await soon(5000)
  expect(codes).toEqual([1006])
  expect(bodies).toHaveLength(1)
})

test('the last frames are told before the close code, and leaving is said', async () => {
  answers = [answer({ taken: 1, frames: ['bye'], closed: 4401 })]
  await soon()
  expect([heard, codes]).toEqual([['bye'], [4401]])
  const other = new PollSocket()
  answers = [answer({ taken: 1 })]
  other.onopen = () => other.send('hello')
  await soon()
  other.close()
  expect(bodies.at(-1)).toEqual({ key: 'k', leave: true })
})
