import { expect, test } from 'vitest'

import type { Author, Entry, EntryKind } from '@/api/types'
import type { Pending } from '@/shared/sender'

import { type Block, blocks, keptFrom, ratings } from './blocks'

const lin: Author = { kind: 'customer', id: 'c', name: 'Lin' }
const ayu: Author = { kind: 'agent', id: 'a', name: 'Ayu' }
let number = 0

function entry(kind: EntryKind, author: Author, minute: number, more: object = {}): Entry {
  number += 1
  const internal = ['note', 'assigned', 'transferred'].includes(kind)
  return { id: `e${number}`, number, public_number: internal ? null : number, kind, author, at: new Date(2026, 10, 21, 9, minute).toISOString(), text: `t${number}`, files: [], data: {}, redacted: false, ...more } as Entry
}

const shape = (found: Block[]) => found.map((block) => (block.kind === 'group' ? `${block.note ? 'note' : block.author.name} ${block.entries.length}` : block.kind))

test('one author\'s messages stand together until five minutes, another voice or a note part them', () => {
  const list = [entry('message', lin, 0), entry('message', lin, 1), entry('message', ayu, 2), entry('note', ayu, 2), entry('message', ayu, 3), entry('message', ayu, 9)]
  expect(shape(blocks(list))).toEqual(['day', 'Lin 2', 'Ayu 1', 'note 1', 'Ayu 1', 'Ayu 1'])
})

test('each day has its line', () => {
  const list = [entry('message', lin, 0), entry('message', lin, 24 * 60)]
  expect(shape(blocks(list))).toEqual(['day', 'Lin 1', 'day', 'Lin 1'])
})

test('the divider stands before the first new word of the customer, and parts a group', () => {
  const list = [entry('message', lin, 0), entry('message', lin, 1), entry('message', lin, 1)]
  expect(shape(blocks(list, { newFrom: list[1]!.public_number }))).toEqual(['day', 'Lin 1', 'new', 'Lin 2'])
  expect(shape(blocks(list, { newFrom: 10_000 }))).toEqual(['day', 'Lin 3'])
})

test('who took it has joined with it: one line, not two; removals and ratings of what is shown have none', () => {
  const message = entry('message', { kind: 'bot', id: 'b', name: 'Bot' }, 0)
  const list = [
    message,
    entry('assigned', ayu, 1, { data: { to: ayu } }),
    entry('joined', ayu, 1, { data: { agent: ayu } }),
    entry('redaction', ayu, 2, { data: { entry: 'x', number: 1 } }),
    entry('rated', lin, 3, { data: { entry: message.id, helpful: false } }),
    entry('rated', lin, 3, { data: { entry: 'older', helpful: true } }),
  ]
  expect(shape(blocks(list))).toEqual(['day', 'Bot 1', 'event', 'event'])
  expect(ratings(list).get(message.id)).toBe(false)
})

test('what is on its way stands at the end, until its entry is there', () => {
  const pending = (client_id: string, note = false): Pending => ({
    client_id, owner: 'a', thread: 'x', files: [], made_at: 0, state: 'sending', error: null, ack: null,
    command: { type: 'send', client_id, conversation: 'x', text: 'hello', ...(note ? { note } : {}) },
  })
  const list = [entry('message', ayu, 0, { client_id: 'one' })]
  expect(shape(blocks(list, { pending: [pending('one'), pending('two'), pending('three', true)] }))).toEqual(['day', 'Ayu 1', 'pending', 'pending'])
})

test('three events in a row are one line that opens, two are two, and a word between them parts them', () => {
  const closed = () => entry('closed', ayu, 1, { data: { by: ayu } })
  const said = entry('message', lin, 2)
  expect(shape(blocks([closed(), closed()]))).toEqual(['day', 'event', 'event'])
  expect(shape(blocks([closed(), closed(), closed(), said, closed()]))).toEqual(['day', 'fold', 'Lin 1', 'event'])
  const fold = blocks([closed(), closed(), closed(), closed()]).find((block) => block.kind === 'fold')
  expect(fold?.kind === 'fold' && fold.events.length).toBe(4)
})

test('where a matter came from or goes on is never hidden in a run of changes', () => {
  const changed = () => entry('ticket', ayu, 5, { data: { ticket: { id: 't', number: 'CS-1' }, status: 'with_agent' } })
  const merged = entry('ticket', ayu, 5, { data: { ticket: { id: 't', number: 'CS-1' }, merged: { id: 's', number: 'CS-2', conversation: 'c', entries: 3 } } })
  expect(shape(blocks([changed(), changed(), changed(), merged, changed(), changed()]))).toEqual(['day', 'fold', 'event', 'event', 'event'])
})

test('while an agent takes a break the words of the customer after it are counted and not shown; what is urgent always is', () => {
  const rest = entry('conduct', ayu, 1, { data: { conduct: { act: 'break', until: '' } } })
  const list = [entry('message', lin, 0), rest, entry('message', lin, 2), entry('message', lin, 9), entry('message', ayu, 10)]
  list[0]!.number = rest.number - 1
  const from = keptFrom(list, 'a', { onBreak: true, urgent: false })
  expect(from).toBe(rest.number)
  const found = blocks(list, { keptFrom: from })
  expect(shape(found)).toEqual(['day', 'Lin 1', 'conduct', 'kept', 'Ayu 1'])
  expect(found.find((block) => block.kind === 'kept')).toMatchObject({ count: 2 })
  expect(keptFrom(list, 'a', { onBreak: true, urgent: true })).toBeNull()
  expect(keptFrom(list, 'b', { onBreak: true, urgent: false })).toBeNull()
  expect(keptFrom(list, 'a', { onBreak: false, urgent: false })).toBeNull()
})
