import { expect, test } from 'vitest'

import type { ServerFrame } from '@/api/frames'
import type { Entry, EntryOf } from '@/api/types'
import './notes'
import { FakeServer, agent, conversation, customer, message } from './testing/server'
import { apply, begin, firstNumber, prepend, receiptOf, type Timeline } from './timeline'

function random(seed: number): () => number {
  return () => ((seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff)
}

test.each(Array.from({ length: 60 }, (_, seed) => seed + 1))('state before + frames = state fetched fresh (seed %i)', (seed) => {
  const chance = random(seed * 7919)
  const server = new FakeServer()
  server.start('k1')
  const frames: ServerFrame[] = []
  const held = () => server.conversations.get('k1')!
  const fresh = (): Timeline => begin(held().head, { entries: held().entries, more: false })

  const step = () => {
    const dice = chance()
    if (dice < 0.55 || !held().entries.length) {
      frames.push({ type: 'entry', conversation: 'k1', entry: server.add('k1', { author: dice < 0.3 ? customer : agent }) })
    } else if (dice < 0.7) {
      const target = held().entries[Math.floor(chance() * held().entries.length)]!
      const data = { entry: target.id, number: target.number }
      frames.push({ type: 'entry', conversation: 'k1', entry: server.add('k1', { kind: 'redaction', data, text: '' }) })
    } else if (dice < 0.85) {
      const last = held().head.last_public
      const mark = { delivered: last, read: Math.floor(chance() * (last + 1)) }
      const old = held().head.receipts.agents
      const agents = { delivered: Math.max(old.delivered, mark.delivered), read: Math.max(old.read, mark.read) }
      held().head = { ...held().head, receipts: { ...held().head.receipts, agents } }
      frames.push({ type: 'receipt', conversation: 'k1', side: 'agents', ...mark })
    } else {
      held().head = { ...held().head, status: chance() < 0.5 ? 'closed' : 'open', unread: Math.floor(chance() * 5) }
      frames.push({ type: 'conversation', conversation: held().head })
    }
  }

  for (let n = 0; n < 30; n++) step()
  let state = fresh()
  frames.length = 0
  for (let n = 0; n < 60; n++) step()
  // A resume tells entries again that came already: each must count once.
  for (const frame of frames) {
    state = apply(state, frame)
    if (frame.type === 'entry' && chance() < 0.3) state = apply(state, frame)
  }
  expect(state).toEqual(fresh())
})

test('older pages join without a seam, and a later redaction holds for them too', () => {
  const server = new FakeServer()
  server.start('k1')
  for (let n = 0; n < 8; n++) server.add('k1')
  let state = begin(server.conversations.get('k1')!.head)
  const target = server.conversations.get('k1')!.entries[2]!
  const stale = [...server.conversations.get('k1')!.entries]
  const redaction = server.add('k1', { kind: 'redaction', data: { entry: target.id, number: 3 }, text: '' })
  state = apply(state, { type: 'entry', conversation: 'k1', entry: redaction })
  expect(firstNumber(state)).toBe(9)
  state = prepend(state, { entries: stale.slice(4, 8), more: true })
  state = prepend(state, { entries: stale.slice(0, 6), more: false })
  expect(state.entries.map((entry) => entry.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(state.entries[2]).toMatchObject({ text: '', redacted: true })
  expect(state.more).toBe(false)
})

const written = (number: number, text: string, data: EntryOf<'note'>['data'] = {}): Entry => ({ ...message(number), kind: 'note', public_number: null, author: agent, text, data })
test('a held note says that it went as soon as the message that lets it go is there, and another note says nothing', () => {
  const note = (number: number): Entry => ({ ...message(number), kind: 'note', public_number: null, author: agent, data: { held: { code: 'link_not_allowed', found: 'evil.example' } } })
  const released = (number: number): Entry => ({ ...message(number), author: agent, data: { released: { reason: 'agreed with compliance', code: 'link_not_allowed', found: 'evil.example', held: { entry: note(1).id, number: 1, author: agent } } } }) as Entry
  const before = begin(conversation('k1', { last: 2 }), { entries: [note(1), note(2)], more: false })
  const after = apply(before, { type: 'entry', conversation: 'k1', entry: released(3) })
  const went = { entry: released(3).id, number: 3, at: released(3).at, by: agent }
  expect(after.entries.map((entry) => (entry.kind === 'note' ? entry.data.held?.released : null))).toEqual([went, undefined, null])
  // Asked for before it went, and there only now.
  const late = prepend({ ...after, entries: after.entries.slice(2), more: true }, { entries: [note(1), note(2)], more: false })
  expect(late.entries).toEqual(after.entries)
})

const edit = (number: number, note: Entry, text: string, mentions?: EntryOf<'edited'>['data']['mentions']): Entry =>
  ({ ...message(number), kind: 'edited', public_number: null, author: agent, text, data: { entry: note.id, number: note.number, former: { text: note.text, mentions: [] }, ...(mentions ? { mentions } : {}) } })
const heard = (entries: readonly Entry[], from: Timeline) => entries.reduce((state, entry) => apply(state, { type: 'entry', conversation: 'k1', entry }), from)

test('a changed note says what it says last, wherever one comes in', () => {
  const note = written(1, 'he paid 100', { mentions: [agent] })
  const changes = [edit(2, note, 'he paid 1,000'), edit(3, note, 'he paid 10,000', [agent])]
  const last = { ...note, text: 'he paid 10,000', data: { mentions: [agent], edited: { at: changes[1]!.at, numbers: [2, 3] } } } as Entry
  const whole = heard([note, ...changes], begin(conversation('k1')))
  expect(whole.entries[0]).toEqual(last)
  // Fetched after the changes and told of them again; and fetched by a page that was read before the last one.
  expect(heard([last, ...changes], begin(conversation('k1'))).entries).toEqual(whole.entries)
  const late = heard(changes, begin(conversation('k1', { last: 1 })))
  expect(prepend(late, { entries: [note], more: false }).entries).toEqual(whole.entries)
  expect(heard([changes[0]!], heard([note], begin(conversation('k1')))).entries[0]!.data).not.toHaveProperty('mentions')
})

test('a note that is taken back takes along what it said before', () => {
  const note = written(1, 'his code is 4711')
  const gone: Entry = { ...message(3), kind: 'redaction', text: '', data: { entry: note.id, number: 1 } }
  const state = heard([note, edit(2, note, 'a code 4712'), gone], begin(conversation('k1')))
  expect(JSON.stringify(state.entries)).not.toContain('471')
  expect(state.entries.map((entry) => entry.redacted)).toEqual([true, true, false])
})

test('a file is called what was said of it last, wherever that comes in, and what is taken back takes along what was said of it', () => {
  const file = { id: 'f1', name: 'a.txt', type: 'text/plain', size: 3, number: 1 }
  const sent = { ...message(1), files: [file, { ...file, id: 'f2', number: 2, caption: 'another' }] } as Entry
  const named = (number: number, caption: string): Entry =>
    ({ ...message(number), kind: 'captioned', text: '', data: { entry: sent.id, file: 'f1', name: 'a.txt', number: 1, caption, former: 'a code 4711' } })
  const whole = heard([sent, named(2, 'a code 4712'), named(3, 'my receipt')], begin(conversation('k1')))
  expect(whole.entries[0]!.files.map((one) => one.caption)).toEqual(['my receipt', 'another'])
  const late = heard([named(2, 'a code 4712'), named(3, 'my receipt')], begin(conversation('k1', { last: 1 })))
  expect(prepend(late, { entries: [sent], more: false }).entries).toEqual(whole.entries)
  const gone = heard([{ ...message(4), kind: 'redaction', text: '', data: { entry: sent.id, number: 1 } }], whole)
  expect(JSON.stringify(gone.entries)).not.toContain('471')
})

test('a resync drops what was held and says that older entries are on the server', () => {
  let state = begin(conversation('k1', { last: 2 }), { entries: [message(1), message(2)], more: false })
  state = apply(state, { type: 'subscribed', conversation: conversation('k1', { last: 900 }), from: 851, last: 900, resync: true })
  expect(state.entries).toEqual([])
  expect(state.more).toBe(true)
})

test('frames of another conversation change nothing', () => {
  const state = begin(conversation('k1'))
  expect(apply(state, { type: 'entry', conversation: 'k2', entry: message(1) })).toBe(state)
  expect(apply(state, { type: 'conversation', conversation: conversation('k2') })).toBe(state)
})

test('who types is shown once and goes away', () => {
  let state = begin(conversation('k1'))
  state = apply(state, { type: 'typing', conversation: 'k1', author: agent, on: true })
  state = apply(state, { type: 'typing', conversation: 'k1', author: agent, on: true })
  expect(state.typing).toEqual([agent])
  expect(apply(state, { type: 'typing', conversation: 'k1', author: agent, on: false }).typing).toEqual([])
  const writing = apply(state, { type: 'typing', conversation: 'k1', author: agent, on: true, text: 'So far' })
  expect(writing.typing).toEqual([{ ...agent, text: 'So far' }])
  expect(apply(writing, { type: 'typing', conversation: 'k1', author: agent, on: true }).typing).toEqual([agent])
})

test('receipts rise from sent over delivered to read and never fall', () => {
  let state = begin(conversation('k1', { last: 2, last_public: 2 }), { entries: [message(1), message(2)], more: false })
  const entry = state.entries[1]!
  expect(receiptOf(state, entry, 'agents')).toBe('sent')
  state = apply(state, { type: 'receipt', conversation: 'k1', side: 'agents', delivered: 2, read: 1 })
  expect(receiptOf(state, entry, 'agents')).toBe('delivered')
  state = apply(state, { type: 'receipt', conversation: 'k1', side: 'agents', delivered: 1, read: 2 })
  state = apply(state, { type: 'receipt', conversation: 'k1', side: 'agents', delivered: 1, read: 1 })
  expect(receiptOf(state, entry, 'agents')).toBe('read')
})
