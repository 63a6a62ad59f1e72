import { expect, test } from 'vitest'

import { marked } from './marks'

test('of a passage only the marks are taken as markup', () => {
  expect(marked('a <mark>b &amp; c</mark> <img src=x> &lt;i&gt;')).toEqual([
    { text: 'a ' }, { text: 'b & c', marked: true }, { text: ' <img src=x> <i>' },
  ])
})
