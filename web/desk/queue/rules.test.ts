import { expect, test } from 'vitest'

import type { Conversation, ListFilters, Place, View } from '@/api/types'

import { EVERYTHING } from './filters'
import { append, type Asked, belongs, compare, comparePlaces, countText, groups, type Held, newer, placeOf, upsert, urgency, VIEWS } from './rules'

const ME = 'ayu'
const asked = (view: View, filters: Partial<ListFilters> = {}): Asked => ({ view, filters: { ...EVERYTHING, ...filters }, me: ME })

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
  expect(views(waits)).toEqual(['waiting', 'unassigned', 'open'])
  expect(views(done)).toEqual(['closed'])
})

test('a list of one brand holds that brand only', () => {
  expect(belongs(asked('open', { brand: 'kaixin' }), conversation('a'))).toBe(false)
  expect(belongs(asked('open', { brand: 'northlight' }), conversation('a'))).toBe(true)
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
  const held: Held = { items: [conversation('b', { updated_at: at(9) })], edge: { at: at(9), id: 'b' } }
  expect(upsert(asked('open'), held, conversation('a', { updated_at: at(3) })).items.map((one) => one.id)).toEqual(['b'])
  expect(upsert(asked('open'), { ...held, edge: null }, conversation('a', { updated_at: at(3) })).items.map((one) => one.id)).toEqual(['b', 'a'])
})

test('what left the view leaves the list, also at its edge', () => {
  const one = conversation('a', { handler: 'queue', waiting_since: at(1) })
  const held: Held = { items: [one], edge: placeOf('waiting', one) }
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
  expect(countText(7, 'en', true)).toBe('7+')
})

test('who gave a secret away goes before everybody who waits longer, and so among one\'s own', () => {
  const long = conversation('a', { handler: 'queue', waiting_since: at(1) })
  const leaked = conversation('b', { handler: 'queue', waiting_since: at(9), urgent: true })
  const sooner = conversation('c', { handler: 'queue', waiting_since: at(5), urgent: true })
  expect([long, leaked, sooner].sort((a, b) => compare('waiting', a, b)).map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  expect(groups('mine', [long, leaked])[0]?.items.map(({ id }) => id)).toEqual(['b', 'a'])
  expect(compare('open', long, leaked)).toBe(compare('open', long, { ...leaked, urgent: false }))
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

  /** Like the server's: of what the view holds without filters it looks at a part, and says how far that went. */
  page(wanted: Asked, after: Place | null, limit: number): { items: Conversation[]; until: Place | null } {
    const place = (one: Conversation) => placeOf(wanted.view, one)
    const look = this.fetch({ ...wanted, filters: EVERYTHING }, Infinity).filter((one) => !after || comparePlaces(wanted.view, place(one), after) > 0).slice(0, 12)
    const items = look.filter((one) => belongs(wanted, one)).slice(0, limit)
    const last = items.length === limit ? items.at(-1) : look.length === 12 ? look.at(-1) : undefined
    return { items, until: last ? place(last) : null }
  }

  change(): Conversation {
    const moment = at(++this.minute)
    const ids = [...this.all.keys()]
    const old = this.random(3) === 0 || !ids.length ? undefined : this.all.get(ids[this.random(ids.length)] ?? '')
    const what = this.random(6)
    const base = old ?? conversation(`n${this.all.size}`, {
      created_at: moment, brand: this.random(2) ? 'northlight' : 'kaixin', locale: ['en', 'zh-CN', 'zh-TW'][this.random(3)] ?? 'en', channel: this.random(2) ? 'webchat' : 'email',
      customer: { id: 'c', name: 'c', verified: this.random(2) === 0, tier: this.random(2) ? 'VIP 1' : '' },
    })
    const next: Conversation = { ...base, updated_at: moment, last: base.last + 1 }
    if (what === 0) Object.assign(next, { status: 'open', handler: 'queue', assignee: null, waiting_since: base.waiting_since ?? moment })
    if (what === 1) Object.assign(next, { status: 'open', handler: 'agent', assignee: agent(this.random(2) ? ME : 'sven') })
    if (what === 2) Object.assign(next, { waiting_since: base.handler === 'bot' ? null : (base.waiting_since ?? moment) })
    if (what === 3) Object.assign(next, { status: 'closed', waiting_since: null, urgent: false })
    if (what === 4) Object.assign(next, { waiting_since: null })
    if (what === 5 && base.status === 'open') Object.assign(next, { urgent: true })
    this.all.set(next.id, next)
    return next
  }
}

const NARROWED: Partial<ListFilters>[] = [
  { brand: 'kaixin' }, { language: 'zh' }, { language: 'en', channel: 'email' }, { tier: 'VIP 1', verified: 'true' }, { verified: 'false' }, { assignee: 'sven' },
  { brand: 'northlight', language: 'zh', channel: 'webchat', tier: 'VIP 1', verified: 'true', assignee: ME },
]

test('the state before and what changed is the state fetched fresh', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const server = new Server(seed)
    for (let n = 0; n < 40; n++) server.change()
    // Whole, and narrowed in another way each time.
    for (const filters of [{}, NARROWED[seed % NARROWED.length] ?? {}]) {
      for (const view of VIEWS) {
        const wanted = asked(view, filters)
        const first = server.page(wanted, null, 7)
        let held = append(view, { items: [], edge: null }, first.items, first.until)
        let cursor = first.until
        for (let n = 0; n < 30; n++) {
          held = upsert(wanted, held, server.change())
          if (cursor && n % 10 === 9) {
            const page = server.page(wanted, cursor, 7)
            held = append(view, held, page.items, page.until)
            cursor = page.until
          }
          // What is held is exactly the beginning of the whole, down to the edge.
          const whole = server.fetch(wanted, Infinity)
          const known = whole.filter((one) => !held.edge || comparePlaces(view, placeOf(view, one), held.edge) <= 0)
          expect(held.items.map((one) => one.id)).toEqual(known.map((one) => one.id))
          expect(held.items).toEqual(known)
        }
      }
    }
  }
})
