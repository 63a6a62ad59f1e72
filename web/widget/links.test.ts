import { expect, test } from 'vitest'

import { marked, pieces, trusted } from './links'

const hosts = ['northlight.example']
const links = (text: string) => pieces(text, hosts).flatMap((piece) => piece.href ?? [])

test('only https on our own places can be clicked', () => {
  expect(links('see https://northlight.example/a and https://help.northlight.example/b.')).toEqual(['https://northlight.example/a', 'https://help.northlight.example/b'])
  expect(links('http://northlight.example https://evil.example https://northlight.example.evil.example')).toEqual([])
  expect(links('https://evilnorthlight.example/ javascript:alert(1) https://a@northlight.example/')).toEqual([])
  expect(trusted('https://northlight.example@evil.example/', hosts)).toBe(false)
  expect(trusted('nonsense', hosts)).toBe(false)
})

test('no word of the text is lost around the links', () => {
  const text = '请看 https://northlight.example/x，谢谢 https://evil.example'
  expect(pieces(text, hosts).map((piece) => piece.text).join('')).toBe(text)
  expect(links(text)).toEqual(['https://northlight.example/x'])
})

test('of a passage only the marks are taken as markup', () => {
  expect(marked('a <mark>b &amp; c</mark> <img src=x> &lt;i&gt;')).toEqual([
    { text: 'a ' }, { text: 'b & c', marked: true }, { text: ' <img src=x> <i>' },
  ])
})
