/**
 * Looks at what is about to be sent, so that its writer is warned before it leaves his hands. The server removes what it
 * finds whatever is found here (`shield`); this is quicker and kinder, and knows only what is plain to see.
 */
import { getWords } from '@/api/words'
import { isUnkind } from '@/shared/kind'
import type { SecretKind } from '@/shared/removed'

const MARKS = '\\u0300-\\u036f\\u3099\\u309a\\u00ad\\u200b-\\u200f\\u2060-\\u2064\\ufeff'
const WORD = new RegExp(`\\p{L}[\\p{L}${MARKS}]*`, 'gu')
const DROPPED = new RegExp(`[${MARKS}]`, 'g')
/** So many words of the lists in a row are a recovery phrase; one of them may be mistyped. */
const FEWEST = 11

const KEY_NEAR = String.raw`(?:priv(?:ate)?[\s_-]*key|secret|私钥|私鑰|密钥|秘密鍵|clave\s+privada|المفتاح\s*الخاص)`
const CODE_NEAR = String.raw`(?:(?:verification|security|sms|e-?mail|2fa|google|login|one[- ]time|otp|auth\w*)\s+code|otp|2fa|验证码|驗證碼|动态码|谷歌码|短信码|認証コード|確認コード|c[óo]digo\s+de\s+\w+|رمز\s+التحقق)`
const PATTERNS: [SecretKind, RegExp][] = [
  ['private_key', /-----BEGIN [A-Z ]*PRIVATE KEY|\b[xyz]prv[1-9A-HJ-NP-Za-km-z]{100,}|(?<![\w/])[5KL][1-9A-HJ-NP-Za-km-z]{50,51}(?!\w)/],
  ['private_key', new RegExp(String.raw`${KEY_NEAR}[^\n]{0,40}?(?:0x)?[0-9a-f]{64}(?!\w)|(?<!\w)[0-9a-f]{64}[^\n]{0,20}${KEY_NEAR}`, 'i')],
  ['two_factor_key', /otpauth(?:-migration)?:/i],
  ['api_secret', /(?:api[\s_-]*(?:key[\s_-]*)?secret|secret[\s_-]*key|api\s*(?:密钥|密鑰|私钥))[^\n]{0,20}?[\w+/-]{24,}/i],
  ['code', new RegExp(String.raw`${CODE_NEAR}[^\n\d]{0,20}\d{3}[ -]?\d{3}(?!\d)|(?<![\d.,])\d{3}[ -]?\d{3}[^\n\d]{0,12}${CODE_NEAR}`, 'i')],
  ['password', /(?:pass\s?word|密码|密碼|contrase[ñn]a|パスワード|كلمة\s+المرور)\s*(?:(?:is|es|是|为|は)\s*(?=\S*[\d!@#$%^&*])|[:：=]\s*)[!-~]{6,}/i],
]
const CARD = /(?<![\w.,])(?:\d{4}[ -]){3}\d{4}(?![\w.,]\d)/

let words: Set<number> | null = null
let asked: Promise<unknown> | null = null

/** Asks for the word lists once somebody writes as many words as a phrase has. */
export function prepare(text: string): void {
  if (asked || (text.match(WORD)?.length ?? 0) < FEWEST - 4) return
  asked = getWords().then((come) => (words = come), () => (asked = null))
}

/** What its writer is asked about before it goes: a secret, or else words he may be sorry for. */
export type Warning = SecretKind | 'unkind'

export function warnOf(text: string): Warning[] {
  const found = secretsIn(text)
  return found.length || !isUnkind(text) ? found : ['unkind']
}

export function secretsIn(text: string): SecretKind[] {
  const found = PATTERNS.filter(([, pattern]) => pattern.test(text)).map(([kind]) => kind)
  const card = CARD.exec(text)?.[0].replace(/\D/g, '')
  if (card && checks(card)) found.push('card_number')
  if (words && isPhrase(text, words)) found.unshift('seed_phrase')
  return [...new Set(found)]
}

function isPhrase(text: string, known: Set<number>): boolean {
  let row = 0
  let before = 0
  for (const word of text.match(WORD) ?? []) {
    if (known.has(digest(fold(word)))) row += 1
    else [before, row] = [row, 0]
    if (row >= FEWEST || (before > 0 && row > 0 && before + row >= FEWEST)) return true
  }
  return false
}

/** As `shield/find_phrases.py` folds and names a word. */
export function fold(word: string): string {
  return word.normalize('NFKD').replace(DROPPED, '').toLowerCase().replaceAll('ı', 'i')
}

/** The lower 24 bits of FNV-1a over UTF-8. */
export function digest(word: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(word)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash & 0xffffff
}

function checks(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const value = Number(digits.at(-1 - at)) * (at % 2 ? 2 : 1)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}
