import { expect, test, vi } from 'vitest'

import { digest, fold, prepare, secretsIn, warnOf } from './guard'

const PHRASE = 'abandon ability able about above absent absorb abstract absurd abuse access accident'

function lists(words: string[]): Uint8Array {
  return new Uint8Array(words.flatMap((word) => [digest(fold(word)) >> 16, (digest(fold(word)) >> 8) & 255, digest(fold(word)) & 255]))
}

test('a word is folded and named as the server does it', () => {
  expect([fold('Ábaco'), fold('ＡＢＬＥ'), fold('ab\u200ble'), fold('IĞDIR')]).toEqual(['abaco', 'able', 'able', 'igdir'])
  // The same words in tests/shield/test_words.py.
  expect([digest('abandon'), digest('的'), digest('zoo')]).toEqual([13500134, 13034160, 8141867])
})

test.each([
  ['my private key is ' + '4f3c2d1b'.repeat(8), 'private_key'],
  ['-----BEGIN EC PRIVATE KEY-----\nabc', 'private_key'],
  ['otpauth://totp/x?secret=ABC', 'two_factor_key'],
  ['api secret: Zk3jd92kdJKD93jdkd83jKDJ93jd', 'api_secret'],
  ['the verification code is 482913', 'code'],
  ['验证码是 482 913', 'code'],
  ['my password is Hunter2!', 'password'],
  ['密码：abc12345', 'password'],
  ['card 4539 1488 0343 6467', 'card_number'],
])('%s is warned of', (text, kind) => {
  expect(secretsIn(text)).toEqual([kind])
})

test.each(['where is my deposit?', 'TxID ' + '4f3c2d1b'.repeat(8), 'my password is wrong', 'I got no code, UID 482913', 'order 4539148803436467', '收不到验证码'])(
  '%s is not',
  (text) => {
    expect(secretsIn(text)).toEqual([])
  },
)

test('a phrase is known once the lists are there, also with a word mistyped and numbers between', async () => {
  const answer = vi.fn(() => Promise.resolve(new Response(lists(PHRASE.split(' ')).buffer as ArrayBuffer)))
  vi.stubGlobal('fetch', answer)
  prepare('a few words only')
  expect(answer).not.toHaveBeenCalled()
  prepare(PHRASE)
  prepare(PHRASE)
  expect(answer).toHaveBeenCalledTimes(1)
  await vi.waitFor(() => expect(secretsIn(PHRASE)).toEqual(['seed_phrase']))
  expect(secretsIn(PHRASE.replace('absent', 'absnt'))).toEqual(['seed_phrase'])
  expect(secretsIn(PHRASE.split(' ').map((word, at) => `${at + 1}. ${word}`).join('\n'))).toEqual(['seed_phrase'])
  expect(secretsIn('I cannot access my account, and the deposit is not there since an hour, please look about it')).toEqual([])
})

test('words one may be sorry for are asked about, a secret among them before', () => {
  expect(warnOf('you are idiots')).toEqual(['unkind'])
  expect(warnOf('you idiots, my password is Hunter2!')).toEqual(['password'])
  expect(warnOf('idiots stole my coins')).toEqual([])
})
