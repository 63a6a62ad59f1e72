/* eslint-disable @typescript-eslint/no-non-null-assertion -- fixed arrays, read up to their length a hundred thousand times over */
/**
 * ALTCHA's proof of work (docs/protocol.md, 1.1): counts until a digest fits. Its own SHA-256 (FIPS 180-4), since the browser's
 * answers by promise, which costs ten times the digest itself, and is missing on pages without https.
 */
export interface Challenge {
  algorithm: string
  challenge: string
  maxnumber: number
  salt: string
  signature: string
}

const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && Array.from({ length: n }, (_, m) => m).every((m) => m < 2 || n % m))
const part = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0
const K = Int32Array.from(PRIMES.slice(0, 64), (prime) => part(Math.cbrt(prime)))
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => part(Math.sqrt(prime)))
const w = new Int32Array(64)

function block(state: Int32Array, bytes: DataView, at: number): void {
  for (let i = 0; i < 16; i++) w[i] = bytes.getInt32(at + 4 * i)
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!, y = w[i - 2]!
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!, e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  const sums = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] = state[i]! + sums[i]!
}

/** The digest's eight words. */
export function sha256(text: string): Int32Array {
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 4, bytes.length * 8)
  const state = START.slice()
  for (let at = 0; at < padded.length; at += 64) block(state, view, at)
  return state
}

export const hex = (words: Int32Array): string => Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')

/** Null when no number up to `maxnumber` fits. */
export function find({ challenge, maxnumber, salt }: Challenge): number | null {
  const first = parseInt(challenge.slice(0, 8), 16) | 0
  for (let number = 0; number <= maxnumber; number++) {
    const digest = sha256(salt + String(number))
    if (digest[0] === first && hex(digest) === challenge) return number
  }
  return null
}
