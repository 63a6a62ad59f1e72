import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Entry } from '@/api/types'

import { Live, type LiveEvents } from './live'
import { MemoryOutbox } from './outbox'
import { FakeServer, agent } from './testing/server'

let server: FakeServer
let live: Live
let lost = 0

beforeEach(() => {
  vi.useFakeTimers()
  server = new FakeServer()
  lost = 0
  live = new Live({
    credentials: () => Promise.resolve({ session: 'fls_1' }),
    sessionLost: () => (lost += 1),
    locale: () => 'zh-CN',
    url: 'ws://test/live',
    makeSocket: server.open,
    makePoll: server.open,
    random: () => 0.5,
  })
})

afterEach(() => {
  live.stop()
  vi.useRealTimers()
})

const soon = (ms = 5) => vi.advanceTimersByTimeAsync(ms)
const heard = (type: string) => server.heard.filter((frame) => frame.type === type)

function numbers(): number[] {
  const seen: number[] = []
  live.on('entry', ({ entry }) => seen.push(entry.number))
  return seen
}

async function online(): Promise<void> {
  live.start()
  await soon()
  expect(live.state).toBe('online')
}

test('it says hello once with session and locale', async () => {
  await online()
  expect(server.heard).toEqual([{ type: 'hello', version: 1, session: 'fls_1', locale: 'zh-CN' }])
})

test('it follows from the number it holds and hands each entry on once', async () => {
  server.start('k1')
  for (let n = 0; n < 4; n++) server.add('k1')
  const seen = numbers()
  live.follow('k1', 2)
  await online()
  server.socket.tell({ type: 'entry', conversation: 'k1', entry: server.conversations.get('k1')!.entries[3]! })
  server.add('k1')
  expect(seen).toEqual([3, 4, 5])
})

test('a gap in the numbers makes it subscribe again after the last it holds', async () => {
  server.start('k1')
  const seen = numbers()
  live.follow('k1', 0)
  await online()
  server.add('k1')
  server.lose = (frame) => frame.type === 'entry' && frame.entry.number === 2
  server.add('k1')
  server.lose = () => false
  server.add('k1')
  expect(seen).toEqual([1, 2, 3])
  expect(heard('subscribe').at(-1)).toMatchObject({ conversation: 'k1', after: 1 })
})

test('a resync is passed on and the count goes on from there', async () => {
  server.start('k1')
  for (let n = 0; n < 9; n++) server.add('k1')
  const seen = numbers()
  const subscribed: boolean[] = []
  live.on('subscribed', ({ resync }) => subscribed.push(resync))
  server.resync = true
  live.follow('k1', 1)
  await online()
  expect(subscribed).toEqual([true])
  expect(seen).toEqual([8, 9])
})

test('a server that was put back to an older state counts as a resync', async () => {
  server.start('k1')
  server.add('k1')
  const subscribed: boolean[] = []
  live.on('subscribed', ({ resync }) => subscribed.push(resync))
  live.follow('k1', 7)
  await online()
  expect(subscribed).toEqual([true])
})

test('a conversation that is not there is reported and not asked for again', async () => {
  const gone: string[] = []
  live.on('gone', ({ conversation }) => gone.push(conversation))
  live.follow('nope', 0)
  await online()
  expect(gone).toEqual(['nope'])
  expect(live.isFollowed('nope')).toBe(false)
})

test('after a cut it comes back with patience that grows, and misses nothing', async () => {
  server.start('k1')
  const seen = numbers()
  live.follow('k1', 0)
  await online()
  server.add('k1')
  server.socket.drop(1006)
  expect(live.state).toBe('offline')
  server.add('k1')
  await soon(400)
  await soon()
  expect(live.state).toBe('online')
  expect(seen).toEqual([1, 2])
})

test('patience doubles while nobody answers and stays below half a minute', async () => {
  live.start()
  const gaps: number[] = []
  let before = Date.now()
  for (let n = 0; n < 9; n++) {
    await soon(0)
    const count = server.sockets.length
    server.socket.drop(1006)
    while (server.sockets.length === count) await soon(50)
    gaps.push(Date.now() - before)
    before = Date.now()
  }
  expect(gaps[0]).toBeLessThan(600)
  expect(gaps[3]!).toBeGreaterThan(gaps[1]! * 2)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(30_100)
})

test('a restarting server (1012) is given up to a second, then asked again', async () => {
  await online()
  server.socket.drop(1012)
  await soon(490)
  expect(server.sockets).toHaveLength(1)
  await soon(20)
  expect(live.state).toBe('online')
})

test('a lost session (4401) is made anew at once, but not in a mad circle', async () => {
  server.acceptHello = false
  live.start()
  await soon(3000)
  expect(lost).toBeGreaterThan(1)
  expect(lost).toBeLessThan(6)
  server.acceptHello = true
  await soon(30_000)
  expect(live.state).toBe('online')
})

test('too many frames (4429) waits as long as the error before it said', async () => {
  await online()
  server.socket.tell({ type: 'error', code: 'too_many_requests', message: '', retry_after: 7 })
  server.socket.drop(4429)
  await soon(7000)
  expect(server.sockets).toHaveLength(1)
  await soon(1000)
  expect(live.state).toBe('online')
})

test('a foreign place (4403) and an unknown version stop it for good', async () => {
  const states: LiveEvents['state'][] = []
  live.on('state', (event) => states.push(event))
  await online()
  server.socket.drop(4403)
  await soon(120_000)
  expect(server.sockets).toHaveLength(1)
  expect(states.at(-1)).toEqual({ state: 'stopped', reason: 'forbidden' })
})

test('a silent socket is pinged and then given up', async () => {
  await online()
  server.lose = (frame) => frame.type === 'pong'
  await soon(31_000)
  expect(heard('ping')).toHaveLength(1)
  await soon(31_000)
  expect(server.sockets.length).toBeGreaterThan(1)
})

test('who writes into a dead connection learns it in seconds, also when he goes on writing', async () => {
  await online()
  server.lose = () => true
  live.command({ type: 'send', conversation: 'k1', text: 'one' })
  await soon(2_000)
  live.command({ type: 'send', conversation: 'k2', text: 'two' })
  await soon(5_900)
  expect(live.state).toBe('online')
  await soon(200)
  expect(live.state).toBe('offline')
})

test('an answer ends the doubt: the connection stays', async () => {
  server.start('k1')
  await online()
  live.command({ type: 'send', conversation: 'k1', text: 'one' })
  await soon(9_000)
  expect(heard('ping')).toHaveLength(0)
  expect(server.sockets).toHaveLength(1)
})

test('when the browser says that the network is gone, the connection is probed at once', async () => {
  await online()
  dispatchEvent(new Event('offline'))
  await soon(10_000)
  expect(heard('ping')).toHaveLength(1)
  expect(live.state).toBe('online')
  server.lose = () => true
  dispatchEvent(new Event('offline'))
  await soon(5_100)
  expect(live.state).toBe('offline')
})

test('when the network is back it tries at once', async () => {
  live.start()
  await soon(0)
  for (let n = 0; n < 6; n++) {
    server.socket.drop(1006)
    const count = server.sockets.length
    while (server.sockets.length === count) await soon(100)
  }
  server.socket.drop(1006)
  const before = server.sockets.length
  dispatchEvent(new Event('online'))
  await soon(1)
  expect(server.sockets.length).toBe(before + 1)
})

test('what was sent before the cut is sent again under the same id and stands there once', async () => {
  server.start('k1')
  live.follow('k1', 0)
  await online()
  server.lose = (frame) => frame.type === 'ack'
  const { done, client_id } = live.command({ type: 'send', conversation: 'k1', text: 'hello' })
  server.socket.drop(1006)
  server.lose = () => false
  await soon(1000)
  const ack = await done
  expect(ack.client_id).toBe(client_id)
  expect(heard('send')).toHaveLength(2)
  expect(server.conversations.get('k1')!.entries).toHaveLength(1)
  expect(live.sender.pending('k1')).toHaveLength(0)
})

test('two messages that start a conversation offline arrive in one, in order', async () => {
  const first = live.command({ type: 'send', conversation: null, text: 'one' })
  live.command({ type: 'send', conversation: null, text: 'two' }, { thread: first.thread })
  await online()
  const held = [...server.conversations.values()]
  expect(held).toHaveLength(1)
  expect(held[0]!.entries.map((entry: Entry) => entry.text)).toEqual(['one', 'two'])
})

test('a refusal fails the one message, lets the next pass, and can be sent again', async () => {
  server.start('k1')
  await online()
  server.refuse = (frame) => ('text' in frame && frame.text === 'bad' ? { type: 'error', ref: frame.id!, client_id: frame.client_id, code: 'message_too_long', message: 'Too long.' } : undefined)
  const bad = live.command({ type: 'send', conversation: 'k1', text: 'bad' })
  const good = live.command({ type: 'send', conversation: 'k1', text: 'good' })
  await expect(bad.done).rejects.toMatchObject({ code: 'message_too_long', message: 'Too long.' })
  await good.done
  expect(live.sender.pending('k1').find((item) => item.client_id === bad.client_id)).toMatchObject({ state: 'failed' })
  server.refuse = () => undefined
  live.sender.resend(bad.client_id)
  await soon()
  expect(server.conversations.get('k1')!.entries.map((entry) => entry.text)).toEqual(['good', 'bad'])
})

test('"too many requests" and "unavailable" are tried again by themselves, in order', async () => {
  server.start('k1')
  await online()
  let refusals = 2
  server.refuse = (frame) =>
    'client_id' in frame && refusals-- > 0
      ? { type: 'error', client_id: frame.client_id, message: '', code: refusals ? 'too_many_requests' : 'unavailable', ...(refusals ? { retry_after: 2 } : {}) }
      : undefined
  live.command({ type: 'send', conversation: 'k1', text: 'one' })
  live.command({ type: 'send', conversation: 'k1', text: 'two' })
  await soon(1500)
  expect(server.conversations.get('k1')!.entries).toHaveLength(0)
  await soon(5000)
  expect(server.conversations.get('k1')!.entries.map((entry) => entry.text)).toEqual(['one', 'two'])
})

test('what a closed page left in the outbox is sent by the next page, but not for another owner', async () => {
  const store = new MemoryOutbox()
  await live.sender.restore(store, 'lin')
  live.command({ type: 'send', conversation: null, text: 'kept' })
  const next = new Live({ credentials: () => Promise.resolve({ session: 's' }), url: 'ws://test/live', makeSocket: server.open, makePoll: server.open })
  await next.sender.restore(store, 'stranger')
  expect(next.sender.threads()).toEqual([])
  await next.sender.restore(store, 'lin')
  next.start()
  await soon()
  next.stop()
  expect([...server.conversations.values()][0]!.entries.map((entry) => entry.text)).toEqual(['kept'])
  expect(await store.load('lin')).toEqual([])
})

test('marks are bundled, never go back, and are repeated after a cut', async () => {
  server.start('k1')
  live.follow('k1', 0)
  await online()
  for (let n = 0; n < 5; n++) server.add('k1')
  live.read('k1', 4)
  live.read('k1', 2)
  await soon(250)
  expect(heard('delivered')).toEqual([{ type: 'delivered', conversation: 'k1', number: 5 }])
  expect(heard('read')).toEqual([{ type: 'read', conversation: 'k1', number: 4 }])
  server.socket.drop(1012)
  await soon(1500)
  expect(heard('read')).toHaveLength(2)
})

test('typing is said at most every three seconds, and what others type expires after six', async () => {
  const states: boolean[] = []
  live.on('typing', ({ on }) => states.push(on))
  server.start('k1')
  live.follow('k1', 0)
  await online()
  for (let n = 0; n < 20; n++) {
    live.typing('k1', true)
    await soon(200)
  }
  live.typing('k1', false)
  expect(heard('typing').map((frame) => 'on' in frame && frame.on)).toEqual([true, true, false])
  server.socket.tell({ type: 'typing', conversation: 'k1', author: agent, on: true })
  await soon(6100)
  expect(states).toEqual([true, false])
})
