import { expect, test } from 'vitest'

import { arrange, idIn, pieces, seek, type Sought } from './match'

const one = (id: string, label: string, more: Partial<Sought> = {}): Sought => ({ id, group: 'here', label, words: [], ...more })
const close = one('close', 'Close the conversation', { words: ['关闭对话', 'solve', '解决'] })
const waiting = one('waiting', 'Go to Waiting', { group: 'go', words: ['前往“等待中”'] })
const closed = one('closed', 'Go to Closed', { group: 'go', words: ['前往“已关闭”', 'solved'] })
const note = one('note', 'Write an internal note', { words: ['写内部备注'] })
const talk = one('talk 1', 'API error 50113 after rotating keys', { group: 'talks', detail: 'Dev · Seabright', prose: true, hidden: true, key: '0af3c9d2e18b4f6688aa00112233445f' })
const all = [close, note, waiting, closed, talk]

const ids = (query: string, recent: string[] = []) => arrange(query, all, recent).flatMap((group) => group.hits.map((hit) => hit.choice.id))

test('what begins with the words typed comes before what merely holds them', () => {
  expect(ids('close')).toEqual(['close', 'closed'])
  expect(ids('wait')[0]).toBe('waiting')
})

test('a command is found by its name in the other language, and by synonyms of both', () => {
  expect(ids('关闭')).toEqual(['close', 'closed'])
  expect(ids('等待')).toEqual(['waiting'])
  expect(ids('备注')).toEqual(['note'])
  expect(ids('解决')).toEqual(['close'])
  expect(ids('solve')[0]).toBe('close')
})

test('a name in sight counts for more than a synonym', () => {
  const named = one('named', 'Solve it')
  expect(arrange('solve', [close, named], [])[0]?.hits.map((hit) => hit.choice.id)).toEqual(['named', 'close'])
})

test('of two equal finds the one given first comes first: what is in sight before where one can go', () => {
  const canned = [one('insert', 'Insert a canned reply…'), ...Array.from({ length: 8 }, (_, index) => one(`c${index}`, 'Else')), one('page', 'Go to Canned replies', { group: 'go' })]
  expect(arrange('canned', canned, []).map((group) => group.name)).toEqual(['here', 'go'])
})

test('words may be typed in any order', () => {
  expect(ids('conversation close')).toEqual(['close'])
  expect(ids('note internal')).toEqual(['note'])
  expect(ids('note nothing')).toEqual([])
})

test('a conversation is found by customer, subject, both, and the beginning of its id', () => {
  expect(ids('50113')).toEqual(['talk 1'])
  expect(ids('seabright')).toEqual(['talk 1'])
  expect(ids('dev rotating')).toEqual(['talk 1'])
  expect(ids('0AF3C9')).toEqual(['talk 1'])
  expect(ids('0af')).toEqual([])
})

test('scattered letters are never found in somebody\'s own words', () => {
  expect(seek('aerk', talk)).toBeNull()
  expect(seek('aerk', one('x', 'An error kept'))).not.toBeNull()
})

test('what was found is marked where it stands, in label and detail', () => {
  expect(seek('dev rotating', talk)).toMatchObject({ label: [22, 23, 24, 25, 26, 27, 28, 29], detail: [0, 1, 2] })
  expect(seek('解决', close)).toMatchObject({ label: [], detail: [] })
  expect(pieces('关闭对话', [2, 3])).toEqual([{ text: '关闭', marked: false }, { text: '对话', marked: true }])
  expect(pieces('abc', [])).toEqual([{ text: 'abc', marked: false }])
})

test('nothing typed: used lately first, then everything in its order, conversations only if used', () => {
  expect(arrange('', all, []).map((group) => group.name)).toEqual(['here', 'go'])
  expect(arrange('', all, ['closed', 'gone', 'talk 1'])).toMatchObject([
    { name: 'recent', hits: [{ choice: closed }, { choice: talk }] },
    { name: 'here', hits: [{ choice: close }, { choice: note }] },
    { name: 'go', hits: [{ choice: waiting }] },
  ])
})

test('at most four stand under used lately', () => {
  const many = Array.from({ length: 9 }, (_, index) => one(`c${index}`, `Command ${index}`))
  expect(arrange('', many, many.map(({ id }) => id).reverse())[0]?.hits.map((hit) => hit.choice.id)).toEqual(['c8', 'c7', 'c6', 'c5'])
})

test('of two that fit about as well the one used lately comes first; a far better find still wins', () => {
  const pair = [one('light', 'Colours: Light'), one('dark', 'Colours: Dark'), one('exact', 'col')]
  const sorted = (recent: string[]) => arrange('col', pair, recent).flatMap((group) => group.hits.map((hit) => hit.choice.id))
  expect(sorted([])).toEqual(['exact', 'light', 'dark'])
  expect(sorted(['dark'])).toEqual(['exact', 'dark', 'light'])
})

test('groups stand in the order of their best find, and no more is shown than asked', () => {
  expect(arrange('go to', all, []).map((group) => group.name)).toEqual(['go'])
  expect(arrange('c', all, [], 2).flatMap((group) => group.hits)).toHaveLength(2)
})

test('a full id is read alone, or from an address of the desk', () => {
  const id = '0af3c9d2e18b4f6688aa00112233445f'
  expect(idIn(` ${id} `)).toBe(id)
  expect(idIn(id.toUpperCase())).toBe(id)
  expect(idIn(`https://desk.example/desk/mine/${id}?brand=x`)).toBe(id)
  expect(idIn(id.slice(1))).toBeNull()
  expect(idIn(`${id}0`)).toBeNull()
})
