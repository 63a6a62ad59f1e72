import { expect, test } from 'vitest'

import { middle, segments } from './segments'
import { stopwatch } from './now'

const HASH = '7c2d41a0b3f4e59d6c7b8a9f0e1d2c3b4a5968778695a4b3c2d1e0f1a2e90b5f'

test('links and long names are found in both languages\' punctuation', () => {
  expect(segments(`哈希是 ${HASH}，见 https://a.example/x。`)).toEqual([
    { kind: 'text', text: '哈希是 ' },
    { kind: 'code', text: HASH },
    { kind: 'text', text: '，见 ' },
    { kind: 'link', text: 'https://a.example/x', link: { href: 'https://a.example/x', before: 'https://', host: 'a.example', after: '/x' } },
    { kind: 'text', text: '。' },
  ])
  expect(segments('See https://a.example/b.').map((part) => part.text)).toEqual(['See ', 'https://a.example/b', '.'])
})

test('addresses of the common chains are names, ordinary words are not', () => {
  const codes = (text: string) => segments(text).filter((part) => part.kind === 'code').map((part) => part.text)
  expect(codes('to TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE please')).toEqual(['TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE'])
  expect(codes('0x52908400098527886E0F7030069857D2E4169EE7')).toHaveLength(1)
  expect(codes('bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq')).toHaveLength(1)
  expect(codes('I transferred 500 USDT yesterday')).toEqual([])
})

test('only http and https are links', () => {
  expect(segments('javascript:alert(1) data:text/html,x').every((part) => part.kind === 'text')).toBe(true)
})

test('the middle of a long name is left out', () => {
  expect(middle(HASH)).toBe('7c2d41…e90b5f')
  expect(middle('short')).toBe('short')
})

test('a wait is told in minutes, hours, then days', () => {
  expect(stopwatch(38).text).toBe('0:38')
  expect(stopwatch(725).text).toBe('12:05')
  expect(stopwatch(3729).text).toBe('1:02:09')
  expect(stopwatch(2 * 86_400 + 5)).toEqual({ text: '', days: 2 })
  expect(stopwatch(-4).text).toBe('0:00')
})

test('colleagues a note names are marked, in links and long names they are not looked for', () => {
  expect(segments('@Sven see https://x.example/@Sven', ['Sven']).map(({ kind, text }) => [kind, text])).toEqual([
    ['name', '@Sven'], ['text', ' see '], ['link', 'https://x.example/@Sven'],
  ])
  expect(segments('@Sven', [])).toEqual([{ kind: 'text', text: '@Sven' }])
})
