import { expect, test } from 'vitest'

import { articleLink, markAt, mentionsIn } from './marks'

const find = (text: string, note = true) => markAt(text, text.length, { note })

test('an @ begins a name only at the start of a word, and only in a note', () => {
  expect(find('ask @Sv')).toEqual({ kind: 'agent', start: 4, query: 'Sv' })
  expect(find('请看，@小')).toEqual({ kind: 'agent', start: 3, query: '小' })
  expect(find('lin@north')).toBeNull()
  expect(find('@Sven please')).toBeNull()
  expect(find('ask @Sv', false)).toBeNull()
})

test('two brackets look for an article, with words and blanks, until they are closed', () => {
  expect(find('see [[deposit not cred', false)).toEqual({ kind: 'article', start: 4, query: 'deposit not cred' })
  expect(find('see [[a]] then', false)).toBeNull()
  expect(find('array[0][1', false)).toBeNull()
})

test('a note names whom it writes out in full, the longest name first, each once', () => {
  const agents = [{ id: '1', name: 'Ann' }, { id: '2', name: 'Ann Lee' }, { id: '3', name: '小明' }, { id: '4', name: 'C. (QA)' }]
  expect(mentionsIn('@Ann Lee and @小明, again @Ann Lee', agents)).toEqual(['2', '3'])
  expect(mentionsIn('@Ann, @Anna, mail@Ann', agents)).toEqual(['1'])
  expect(mentionsIn('@C. (QA) look', agents)).toEqual(['4'])
  expect(mentionsIn('@Ann', [])).toEqual([])
  expect(mentionsIn('@Ann', [...agents, { id: '9', name: 'Ann' }])).toEqual(['1', '9'])
})

test('an article goes to the customer with its name and a whole address', () => {
  expect(articleLink({ title: 'Fees', url: '/help/n/en/a/fees' }, 'https://desk.example')).toBe('Fees: https://desk.example/help/n/en/a/fees ')
})
