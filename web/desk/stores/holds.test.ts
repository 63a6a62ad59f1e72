import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Ack } from '@/api/frames'
import { openOutbox } from '@/shared/outbox'
import type { AddOptions, Draft } from '@/shared/sender'

import { useLocale } from '../texts'
import { type Held, useHolds } from './holds'
import { useLink } from './link'
import { usePrefs } from './prefs'

/** As the browser's: a name has one holder, who gives it back when his promise settles; `end` is a tab that is gone. */
class Locks {
  private readonly queues = new Map<string, (() => Promise<unknown>)[]>()

  request(name: string, work: () => Promise<unknown>): Promise<void> {
    const queue = this.queues.get(name) ?? []
    this.queues.set(name, [...queue, work])
    if (!queue.length) this.next(name)
    return Promise.resolve()
  }

  end(name: string): void {
    this.queues.set(name, (this.queues.get(name) ?? []).slice(1))
    this.next(name)
  }

  private next(name: string): void {
    void this.queues.get(name)?.[0]?.().then(() => this.end(name))
  }
}

const reply = (text: string) => ({ type: 'send' as const, conversation: 'k1', text })
const kept = async () => (await openOutbox<Held>('fairlead-desk-held')).load('ayu')
const tabs: (() => void)[] = []

/** A tab of the desk: what it sent, in order, with the ids; `ack` acknowledges the next one. */
async function tab(locks: Locks) {
  Object.defineProperty(navigator, 'locks', { configurable: true, value: locks })
  setActivePinia(createPinia())
  usePrefs().undoSeconds = 10
  const sent: { text: string | undefined; client_id: string | undefined }[] = []
  const acks: (() => void)[] = []
  vi.spyOn(useLink().live, 'command').mockImplementation((draft: Draft, { client_id }: AddOptions = {}) => {
    sent.push({ text: draft.type === 'send' ? draft.text : draft.type, client_id })
    return { client_id: client_id ?? '', thread: 'k1', done: new Promise<Ack>((resolve) => acks.push(() => resolve({} as Ack))) }
  })
  const holds = useHolds()
  await holds.start('ayu')
  tabs.push(() => [...holds.waiting.keys()].forEach((id) => void holds.takeBack(id)))
  return { holds, sent, ack: () => acks.shift()?.(), texts: () => sent.map(({ text }) => text) }
}

beforeEach(async () => {
  await useLocale('en')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  for (const close of tabs.splice(0)) close()
  vi.useRealTimers()
  Reflect.deleteProperty(navigator, 'locks')
})

test('a reply goes out when its time is over, after those that were written before it, and is then nobody else\'s to send', async () => {
  const { holds, texts, sent, ack } = await tab(new Locks())
  holds.say(reply('first'), [])
  usePrefs().undoSeconds = 5
  holds.say(reply('second'), [])
  const [first, second] = [...holds.waiting.keys()]
  await vi.advanceTimersByTimeAsync(4900)
  expect(texts()).toEqual([])
  await vi.advanceTimersByTimeAsync(200)
  expect(sent).toEqual([{ text: 'first', client_id: first }, { text: 'second', client_id: second }])
  await vi.waitFor(async () => expect(await kept()).toHaveLength(2))
  ack()
  ack()
  await vi.waitFor(async () => expect(await kept()).toEqual([]))
})

test('what was taken back is not sent, and stays kept until it stands in a draft', async () => {
  const { holds, texts } = await tab(new Locks())
  holds.say(reply('a typo'), [])
  expect(holds.undo()).toBe(true)
  await vi.waitFor(() => expect(holds.returned.get('k1')).toHaveLength(1))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(texts()).toEqual([])
  expect((await kept()).map(({ back }) => back)).toEqual([true])
  holds.landed(holds.returned.get('k1')!)
  expect(holds.returned.size).toBe(0)
  await vi.waitFor(async () => expect(await kept()).toEqual([]))
  expect(holds.undo()).toBe(false)
})

test('what is done to the conversation next comes after what was said, and a note waits for nothing', async () => {
  const { holds, texts, ack } = await tab(new Locks())
  holds.say(reply('solved'), [])
  holds.say({ ...reply('he was nice'), note: true }, [])
  expect(texts()).toEqual(['he was nice'])
  let over = false
  void holds.settle(['k1']).then(() => (over = true))
  expect(texts()).toEqual(['he was nice', 'solved'])
  await vi.advanceTimersByTimeAsync(0)
  expect(over).toBe(false)
  ack()
  ack()
  await vi.waitFor(() => expect(over).toBe(true))
})

test('a page that ends sends at once; what it could not send another tab sends under the same id, and not before', async () => {
  const locks = new Locks()
  const one = await tab(locks)
  const two = await tab(locks)
  one.holds.say(reply('the window closes'), [])
  const [client_id] = [...one.holds.waiting.keys()]
  const [item] = await vi.waitFor(async () => {
    const found = await kept()
    expect(found).toHaveLength(1)
    return found
  })
  await vi.advanceTimersByTimeAsync(0)
  expect(two.sent).toEqual([])
  dispatchEvent(new Event('pagehide'))
  expect(one.sent).toEqual([{ text: 'the window closes', client_id }])
  locks.end(`fairlead-desk-tab ${item!.tab}`)
  await vi.waitFor(() => expect(two.sent).toEqual([{ text: 'the window closes', client_id }]))
})

test('what a tab took back in its last moment comes back in the next, and is not sent', async () => {
  const locks = new Locks()
  const one = await tab(locks)
  one.holds.say(reply('wrong customer'), [])
  one.holds.undo()
  const [item] = await vi.waitFor(async () => {
    const found = await kept()
    expect(found[0]?.back).toBe(true)
    return found
  })
  locks.end(`fairlead-desk-tab ${item!.tab}`)
  const two = await tab(locks)
  await vi.waitFor(() => expect(two.holds.returned.get('k1')?.[0]?.command.text).toBe('wrong customer'))
  expect(two.sent).toEqual([])
})

test('without locks nobody can tell whose a reply is: nothing waits', async () => {
  setActivePinia(createPinia())
  const said = vi.spyOn(useLink().live, 'command').mockReturnValue({ client_id: 'x', thread: 'k1', done: new Promise(() => {}) })
  const holds = useHolds()
  await holds.start('ayu')
  holds.say(reply('at once'), [])
  expect(said).toHaveBeenCalledOnce()
  expect(holds.undo()).toBe(false)
})
