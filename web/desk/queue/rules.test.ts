import { expect, test } from 'vitest'

import type { Conversation, View } from '@/api/types'

import { append, type Asked, belongs, compare, countText, groups, type Held, newer, upsert, urgency, VIEWS } from './rules'

const ME = 'ayu'
const asked = (view: View, brand: string | null = null): Asked => ({ view, brand, me: ME })

/** Times with one form, a minute apart. */
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString().replace('Z', '000Z')

function conversation(id: string, change: Partial<Conversation> = {}): Conversation {
  return {
    id, brand: 'northlight', channel: 'webchat', status: 'open', handler: 'bot', locale: 'en', subject: '', preview: '', preview_author: 'customer',
    customer: { id: `c ${id}`, name: id, verified: true, tier: null }, assignee: null, team: null, waiting_since: null, created_at: at(0), updated_at: at(0),
    last: 1, last_public: 1, unread: 0, receipts: { customer: { delivered: 0, read: 0 }, agents: { delivered: 0, read: 0 } }, ...change,
  }
}

const agent = (id: string) => ({ kind: 'agent' as const, id, name: id })

test('a conversation belongs to the views the page of the protocol names', () => {
  const mine = conversation('a', { handler: 'agent', assignee: agent(ME) })
  const other = conversation('b', { handler: 'agent', assignee: agent('sven') })
  const waits = conversation('c', { handler: 'queue', waiting_since: at(1) })
  const done = conversation('d', { status: 'closed', assignee: agent(ME) })
  const views = (one: Conversation) => VIEWS.filter((view) => belongs(asked(view), one))
  expect(views(mine)).toEqual(['mine', 'open'])
  expect(views(other)).toEqual(['open'])
  expect(views(waits)).toEqual(['waiting', 'open'])
  expect(views(done)).toEqual(['closed'])
})

test('a list of one brand holds that brand only', () => {
  expect(belongs(asked('open', 'kaixin'), conversation('a'))).toBe(false)
  expect(belongs(asked('open', 'northlight'), conversation('a'))).toBe(true)
})

test('who has waited longest comes first, elsewhere what changed last', () => {
  const long = conversation('a', { waiting_since: at(1), updated_at: at(9) })
  const short = conversation('b', { waiting_since: at(5), updated_at: at(8) })
  expect(compare('waiting', long, short)).toBeLessThan(0)
  expect(compare('open', long, short)).toBeLessThan(0)
  expect(compare('open', long, { ...short, updated_at: at(10) })).toBeGreaterThan(0)
})

test('what left the server earlier than what is held says nothing new', () => {
  const held = conversation('a', { updated_at: at(5), last: 4 })
  expect(newer(held, { ...held, updated_at: at(4), last: 3 })).toBe(false)
  expect(newer(held, { ...held, preview: 'same moment, other words' })).toBe(true)
  expect(newer(undefined, held)).toBe(true)
})

test('a change beyond the loaded part waits for its page', () => {
  const held: Held = { items: [conversation('b', { updated_at: at(9) })], edge: conversation('b', { updated_at: at(9) }) }
  expect(upsert(asked('open'), held, conversation('a', { updated_at: at(3) })).items.map((one) => one.id)).toEqual(['b'])
  expect(upsert(asked('open'), { ...held, edge: null }, conversation('a', { updated_at: at(3) })).items.map((one) => one.id)).toEqual(['b', 'a'])
})

test('what left the view leaves the list, also at its edge', () => {
  const one = conversation('a', { handler: 'queue', waiting_since: at(1) })
  const held: Held = { items: [one], edge: one }
  expect(upsert(asked('waiting'), held, { ...one, handler: 'agent', assignee: agent(ME) }).items).toEqual([])
})

test('one\'s own list is divided by whose turn it is, the longest wait first', () => {
  const items = [
    conversation('quiet', { updated_at: at(30) }),
    conversation('new', { waiting_since: at(20), updated_at: at(20) }),
    conversation('old', { waiting_since: at(2), updated_at: at(2) }),
  ]
  expect(groups('mine', items).map((group) => [group.name, group.items.map((one) => one.id)])).toEqual([['now', ['old', 'new']], ['theirs', ['quiet']]])
  expect(groups('open', items)).toHaveLength(1)
})

test('a wait turns amber after a minute and red after five', () => {
  expect([0, 60, 61, 300, 301].map(urgency)).toEqual(['calm', 'calm', 'amber', 'amber', 'red'])
})

test('counts end at a thousand', () => {
  expect([0, 999, 1000, 1001].map((count) => countText(count, 'en'))).toEqual(['0', '999', '1,000', '1,000+'])
})

/** A server in small: what it would answer to a fresh request, and what it would say had changed. */
class Server {
  readonly all = new Map<string, Conversation>()
  private minute = 0
  private seed: number

  constructor(seed: number) {
    this.seed = seed
  }

  random(below: number): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.seed / 2 ** 32) * below)
  }

  fetch(wanted: Asked, count: number): Conversation[] {
    return [...this.all.values()].filter((one) => belongs(wanted, one)).sort((a, b) => compare(wanted.view, a, b)).slice(0, count)
  }

  page(wanted: Asked, after: Conversation | null, limit: number): { items: Conversation[]; more: boolean } {
    const rest = this.fetch(wanted, Infinity).filter((one) => !after || compare(wanted.view, one, after) > 0)
    return { items: rest.slice(0, limit), more: rest.length > limit }
  }

  change(): Conversation {
    const moment = at(++this.minute)
    const ids = [...this.all.keys()]
    const old = this.random(3) === 0 || !ids.length ? undefined : this.all.get(ids[this.random(ids.length)] ?? '')
    const what = this.random(5)
    const base = old ?? conversation(`n${this.all.size}`, { created_at: moment, brand: this.random(2) ? 'northlight' : 'kaixin' })
    const next: Conversation = { ...base, updated_at: moment, last: base.last + 1 }
    if (what === 0) Object.assign(next, { status: 'open', handler: 'queue', assignee: null, waiting_since: base.waiting_since ?? moment })
    if (what === 1) Object.assign(next, { status: 'open', handler: 'agent', assignee: agent(this.random(2) ? ME : 'sven') })
    if (what === 2) Object.assign(next, { waiting_since: base.handler === 'bot' ? null : (base.waiting_since ?? moment) })
    if (what === 3) Object.assign(next, { status: 'closed', waiting_since: null })
    if (what === 4) Object.assign(next, { waiting_since: null })
    this.all.set(next.id, next)
    return next
  }
}

test('the state before and what changed is the state fetched fresh', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const server = new Server(seed)
    for (let n = 0; n < 40; n++) server.change()
    for (const brand of [null, 'kaixin']) {
      for (const view of VIEWS) {
        const wanted = asked(view, brand)
        const first = server.page(wanted, null, 7)
        let held = append(view, { items: [], edge: null }, first.items, first.more)
        let cursor = first.more ? (first.items.at(-1) ?? null) : null
        for (let n = 0; n < 30; n++) {
          held = upsert(wanted, held, server.change())
          if (cursor && n % 10 === 9) {
            const page = server.page(wanted, cursor, 7)
            held = append(view, held, page.items, page.more)
            cursor = page.more ? (page.items.at(-1) ?? null) : null
          }
          // What is held is exactly the beginning of the whole, down to the edge.
          const whole = server.fetch(wanted, Infinity)
          const known = whole.filter((one) => !held.edge || compare(view, one, held.edge) <= 0)
          expect(held.items.map((one) => one.id)).toEqual(known.map((one) => one.id))
          expect(held.items).toEqual(known)
        }
      }
    }
  }
})
