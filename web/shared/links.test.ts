import { expect, test } from 'vitest'

import cases from '../../tests/shield/links.json'
import { isOfficial, type Link, pieces, readLink, signs } from './links'

const links = (text: string) => pieces(text).flatMap((piece) => piece.link ?? [])
const hosts = (text: string) => links(text).map((link) => link.host)
const shown = ({ before, host, after }: Link) => before + host + after

test('addresses are found in both languages\' sentences, and the sentence keeps its marks', () => {
  expect(pieces('请看 https://a.example/x，谢谢。(http://b.example).').map((piece) => [piece.text, piece.link?.host])).toEqual([
    ['请看 ', undefined], ['https://a.example/x', 'a.example'], ['，谢谢。(', undefined], ['http://b.example', 'b.example'], [').', undefined],
  ])
  expect(hosts('HTTPS://A.Example/B')).toEqual(['a.example'])
})

test.each([
  ['https://a.example/wiki/Coin_(money)', 'https://a.example/wiki/Coin_(money)'],
  ['https://a.example/?ids[]=1&b', 'https://a.example/?ids[]=1&b'],
  ['[read](https://a.example/b)', 'https://a.example/b'],
  ['**https://a.example/b**', 'https://a.example/b'],
  ['网址是https://a.example这个对吗', 'https://a.example'],
  ['網址https://a.example:8443です', 'https://a.example:8443'],
  ['https://a.example/比特币', 'https://a.example/比特币'],
  ['https://go谢谢.example', 'https://go谢谢.example'],
  ['“https://a.example”', 'https://a.example'],
  ['https://a.example\u202egpj.exe', 'https://a.example'],
  ['https://a.example/\u200bb', 'https://a.example/'],
  ['https://a.example/x\u3164y', 'https://a.example/x'],
])('of %s the address is %s', (text, address) => {
  expect(pieces(text).filter((piece) => piece.link).map((piece) => piece.text)).toEqual([address])
})

test('a link in a link\'s words is a link of its own, and each says where it leads', () => {
  expect(hosts('[https://northlight.example](https://evil.example)')).toEqual(['northlight.example', 'evil.example'])
})

test.each([
  'javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'ftp://a.example/', 'file:///etc/passwd', '//a.example/x', 'www.a.example',
  'https://', 'https://.', 'https://..', 'https://a..example', 'https://%00', 'https://a b', 'https://[::1', 'https://a.example:99999', 'https://a,b.example',
  `https://${'a'.repeat(64)}.example`, `https://${'a.'.repeat(200)}example`, 'https://\u202eelpmaxe.live', 'https://@', 'http://999.999.999.999', 'blob:nothing',
])('%s is no link', (text) => {
  expect(links(text).map(shown)).toEqual(text === 'https://a b' ? ['https://a'] : [])
})

test.each([
  // What stands before the @ is not the host, however much it looks like one, and a backslash ends the host as a slash does.
  ['https://northlight.example@evil.example/', 'https://northlight.example@', 'evil.example', ''],
  ['https://northlight.example:443@evil.example/a', 'https://northlight.example:443@', 'evil.example', '/a'],
  ['https://northlight.example%2Flogin@evil.example', 'https://northlight.example%2Flogin@', 'evil.example', ''],
  ['https://a@b@evil.example', 'https://a%40b@', 'evil.example', ''],
  ['https://evil.example\\@northlight.example', 'https://', 'evil.example', '/@northlight.example'],
  ['https://evil.example#@northlight.example', 'https://', 'evil.example', '/#@northlight.example'],
  ['https://evil.example?https://northlight.example', 'https://', 'evil.example', '/?https://northlight.example'],
  ['https:////evil.example/x', 'https://', 'evil.example', '/x'],
  ['https://northlight.example.evil.example/', 'https://', 'northlight.example.evil.example', ''],
  // Ports are shown, but for the usual one.
  ['https://a.example:8443/x', 'https://', 'a.example:8443', '/x'],
  ['https://a.example:443/x', 'https://', 'a.example', '/x'],
  // A host that ends with a dot is another host for whoever compares.
  ['https://a.example./x', 'https://', 'a.example.', '/x'],
  // Numbers in whatever form are shown as what they are.
  ['http://0x7f.1/', 'http://', '127.0.0.1', ''],
  ['http://2130706433/', 'http://', '127.0.0.1', ''],
  ['http://[::1]:8080/x', 'http://', '[::1]:8080', '/x'],
  ['http://[::ffff:7f00:1]', 'http://', '[::ffff:7f00:1]', ''],
  // Forms of a letter that are the same letter.
  ['https://ｅｖｉｌ.example', 'https://', 'evil.example', ''],
  ['https://evil%2eexample/', 'https://', 'evil.example', ''],
  // A path in another language is readable; what is invisible in it, or passes for something else, stays escaped.
  ['https://a.example/%E6%AF%94/%E2%80%AE%E2%81%84%20x', 'https://', 'a.example', '/比/%E2%80%AE%E2%81%84%20x'],
  ['https://a.example/%FF%e6%af%94', 'https://', 'a.example', '/%FF%e6%af%94'],
  ['https://a.example/%CC%B8x%E3%85%A4', 'https://', 'a.example', '/%CC%B8x%E3%85%A4'],
  ['https://a.example/%E2%81%84', 'https://', 'a.example', '/%E2%81%84'],
])('%s is shown as it leads', (address, before, host, after) => {
  expect(readLink(address)).toMatchObject({ before, host, after })
})

test.each([
  ['https://例子.测试/', '例子.测试'],
  ['https://東京カメラ.example', '東京カメラ.example'],
  ['https://쇼핑.example:8443', '쇼핑.example:8443'],
  ['https://موقع.شبكة', 'موقع.شبكة'],
  ['https://WWW.例子.example', 'www.例子.example'],
  ['https://northlight.example@例子.example', '例子.example'],
])('%s keeps to one script that nothing else looks like, and is shown in its own letters', (address, host) => {
  const link = readLink(address)!
  expect([link.host, signs(link)]).toEqual([host, address.includes('@') ? ['userinfo'] : []])
  expect(new URL(link.href).hostname).toContain('xn--')
})

test.each([
  ['Cyrillic throughout', 'https://аррӏе.example'],
  ['one Cyrillic letter', 'https://nоrthlight.example'],
  ['Greek', 'https://νοrth.example'],
  ['a dot below', 'https://northlịght.example'],
  ['a letter without its dot', 'https://bınance.example'],
  ['Latin and Chinese', 'https://north例子.example'],
  ['a Japanese slash', 'https://northlight.exampleノlogin.evil.example'],
  ['a label of strokes', 'https://northlight.example.ノ.evil.example'],
  ['a stroke in Chinese', 'https://丶.example'],
  ['written in ASCII already', 'https://xn--80ak6aa92e.example'],
  ['escaped', 'https://%D0%B0.example'],
])('a name with %s is shown by its ASCII name, with a word about its letters', (_, address) => {
  const link = readLink(address)!
  expect(link.host).toBe(new URL(address).host)
  expect(link.host).toMatch(/xn--/)
  expect(signs(link)).toEqual(['letters'])
})

test('what one should know of an address is said', () => {
  const of = (address: string) => signs(readLink(address)!)
  expect(of('https://a.example')).toEqual([])
  expect(of('http://x:y@127.0.0.1/')).toEqual(['userinfo', 'number', 'plain'])
  expect(of('https://[2001:db8::1]/')).toEqual(['number'])
  expect(of('https://1.2.3.4.example/')).toEqual([])
})

test('only https on the brand\'s sites and below, a site as it was set up, and our own place are official', () => {
  const sites = ['https://northlight.example', 'http://shop.localhost:8300']
  const official = (address: string) => isOfficial(readLink(address)!.href, sites)
  for (const yes of ['https://northlight.example/a', 'https://help.northlight.example', 'http://shop.localhost:8300/x', `${location.origin}/help`]) expect([yes, official(yes)]).toEqual([yes, true])
  for (const no of [
    'http://northlight.example', 'https://northlight.example:8443', 'https://evilnorthlight.example', 'https://northlight.example.evil.example', 'https://northlight.example@evil.example',
    'https://a@northlight.example', 'https://northlight.example.', 'https://nоrthlight.example', 'http://shop.localhost:8301', 'https://evil.example\\@northlight.example', 'https://evil.example/https://northlight.example',
  ]) expect([no, official(no)]).toEqual([no, false])
})

/** Nasty fragments put together by chance; the seed is what a failure is repeated with. */
function texts(seed: number, count: number): string[] {
  const parts = [
    'https://', 'http://', 'HTTPS:\\\\', 'https:/', 'javascript:', 'data:', 'northlight.example', 'evil.example', 'xn--80ak6aa92e', 'аррӏе', '例子', 'ノ', 'موقع', 'ạ', 'ａ', '.', '..', '。', '．',
    '@', ':', ':443', ':8443', ':0', '/', '\\', '?', '#', '//', '(', ')', '[', ']', '[::1]', '127.1', '%2e', '%2F', '%40', '%00', '%E2%80%AE', '%E6%AF%94', '%', '%zz',
    '\u202e', '\u2066', '\u200b', '\u200d', '\u00ad', '\ufeff', '\u0301', '\u3164', '\ud800', '\u0000', '\n', ' ', '，', '！', '*', '"', "'", '<', '>', '&', ';', 'a'.repeat(70), '😀', '-', '_', '~', '|',
  ]
  let state = seed
  const next = (most: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
  return Array.from({ length: count }, () => Array.from({ length: 1 + next(12) }, () => parts[next(parts.length)]!).join(''))
}

test.each([1, 7, 20261122])('whatever is put together (seed %i): no word is lost, and what is shown leads where it says', (seed) => {
  let seen = 0
  for (const text of texts(seed, 20_000)) {
    const found = pieces(text)
    expect(found.map((piece) => piece.text).join('')).toBe(text)
    for (const { link } of found) {
      if (!link) continue
      seen += 1
      const url = new URL(link.href)
      expect(url.protocol, text).toMatch(/^https?:$/)
      // Whoever types what is shown comes to the same place.
      expect(new URL(shown(link)).href, text).toBe(url.href)
      expect(new URL(`${url.protocol}//${link.host}`).host, text).toBe(url.host)
      expect(shown(link), text).not.toMatch(/[\s\p{C}]|\p{Default_Ignorable_Code_Point}/u)
      // A host in more than ASCII is in no letters that pass for Latin ones.
      expect(link.host, text).not.toMatch(/[^\p{ASCII}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Arabic}ー]/u)
      if (isOfficial(link.href, ['https://northlight.example'])) expect(`.${link.host}`, text).toMatch(/\.northlight\.example$/)
    }
  }
  expect(seen).toBeGreaterThan(500)
})

test.each([
  ['588 links', 'http://a.example '.repeat(588)], ['open brackets', `https://a.example/${'('.repeat(10_000)}`], ['closed brackets', `https://a.example/${'()'.repeat(5_000)}`],
  ['nested links', 'https://a('.repeat(1_000)], ['dots', `https://${'.'.repeat(10_000)}`], ['dots and a letter', `https://a.example/${'.'.repeat(10_000)}a`],
  ['Chinese', `https://a.example${'例'.repeat(10_000)}`], ['dots and Chinese', `https://${'a.'.repeat(4_000)}aa例.例`], ['escapes', `https://a.example/${'%E6'.repeat(3_000)}`], ['beginnings', 'https://'.repeat(1_200)],
])('a message of %s is read in no time', (_, text) => {
  const began = performance.now()
  pieces(text)
  expect(performance.now() - began).toBeLessThan(100)
})

test.each(cases as [string, [string, string][]][])('of %s the server reads the same addresses and hosts', (text, found) => {
  expect(pieces(text).flatMap(({ text: address, link }) => (link ? [[address, new URL(link.href).host]] : []))).toEqual(found)
})
