import { beforeEach, expect, test, vi } from 'vitest'

import { ApiError } from '@/api/http'

import { working } from '../state/session'
import { loadLaterTexts, setLocale } from '../texts'
import { type Challenge, find, hex, sha256 } from './find'
import { proven } from './prove'

const random = (length: number) => Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The browser's own. */
async function digest(text: string): Promise<string> {
  const found = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(found), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function challenge(number: number, maxnumber = 2000): Promise<Challenge> {
  const salt = `${random(12)}?expires=9999999999&for=session:northlight&`
  return { algorithm: 'SHA-256', challenge: await digest(salt + String(number)), maxnumber, salt, signature: 'f'.repeat(64) }
}

const needed = (of: Challenge, code = 'pow_needed') => new ApiError(403, code, 'work', '', '', { challenge: of })
const read = (proof: string) => JSON.parse(atob(proof)) as Record<string, unknown>

beforeEach(async () => {
  await setLocale('en')
  await loadLaterTexts()
})

test('our digest is everybody else’s, at every length around its blocks', async () => {
  for (let length = 0; length < 200; length++) {
    const text = random(length).slice(0, length)
    expect(hex(sha256(text))).toBe(await digest(text))
  }
  expect(hex(sha256('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('the number is found, the first and the last too, and none where there is none', async () => {
  for (const number of [0, 1, 777, 2000]) expect(find(await challenge(number))).toBe(number)
  expect(find(await challenge(2001))).toBe(null)
})

test('the work is said while it lasts, without a worker too, and the proof is what the server wrote', async () => {
  const of = await challenge(1500)
  const said: string[] = []
  const got = await proven(needed(of), (proof) => {
    said.push(working.value)
    expect(read(proof)).toEqual({ algorithm: 'SHA-256', challenge: of.challenge, number: 1500, salt: of.salt, signature: of.signature })
    return Promise.resolve('session')
  })
  expect([got, working.value]).toEqual(['session', ''])
  expect(said[0]).toContain('moment')
})

test('a proof that came too late is done anew once, and what else is refused is told', async () => {
  const proofs: unknown[] = []
  const [first, second] = [await challenge(5), await challenge(9)]
  const ask = vi.fn((proof: string) => {
    proofs.push(read(proof)['number'])
    return proofs.length === 1 ? Promise.reject(needed(second, 'pow_invalid')) : Promise.resolve('session')
  })
  expect(await proven(needed(first), ask)).toBe('session')
  expect(proofs).toEqual([5, 9])
  await expect(proven(needed(first), () => Promise.reject(needed(second, 'pow_invalid')))).rejects.toMatchObject({ code: 'pow_invalid' })
  await expect(proven(needed(first), () => Promise.reject(new ApiError(429, 'too_many_requests', '')))).rejects.toMatchObject({ status: 429 })
  expect(working.value).toBe('')
})
