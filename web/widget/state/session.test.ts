import { beforeEach, expect, test, vi } from 'vitest'

import type * as HostModule from '../host'
import type * as SessionModule from './session'

interface Call {
  path: string
  method: string
  token: string | null
  bearer: string | null
}

let calls: Call[] = []
let answer: (call: Call) => Response

const tokenFor = (uid: string) => `h.${btoa(JSON.stringify({ uid, jti: crypto.randomUUID() }))}.s`
const uidIn = (token: string) => (JSON.parse(atob(token.split('.')[1]!)) as { uid: string }).uid

/** What the server gives: an account for a token, else a new visitor. */
function granted({ token }: Call): Response {
  const id = token ? `acc-${uidIn(token)}` : `vis-${calls.length}`
  const body = { session: `fls_${calls.length}`, expires_at: new Date(Date.now() + 3_600_000).toISOString(), customer: { id, verified: token !== null, name: id, tier: null, locale: 'en' } }
  return new Response(JSON.stringify(body), { status: 201 })
}

async function page(): Promise<{ session: typeof SessionModule; host: typeof HostModule.host }> {
  vi.resetModules()
  const { host } = await import('../host')
  return { session: await import('./session'), host }
}

beforeEach(() => {
  localStorage.clear()
  calls = []
  answer = granted
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const body = init.body ? (JSON.parse(init.body as string) as { token: string | null }) : null
    const bearer = (init.headers as Record<string, string>)['Authorization']?.replace('Bearer ', '') ?? null
    const call = { path, method: init.method ?? 'GET', token: body?.token ?? null, bearer }
    calls.push(call)
    return Promise.resolve(call.method === 'DELETE' ? new Response(null, { status: 204 }) : answer(call))
  })
})

test('a visitor costs no session until one is needed, then exactly one', async () => {
  const { session } = await page()
  await session.recognise()
  expect(calls).toEqual([])
  const [a, b] = await Promise.all([session.session(), session.session()])
  expect(a).toBe(b)
  expect(calls).toHaveLength(1)
})

test('two tabs in which a visitor writes his first words are one visitor', async () => {
  const [first, second] = [await page(), await page()]
  const own = await first.session.session()
  expect([await second.session.session(), second.session.customer.value?.id]).toEqual([own, first.session.customer.value?.id])
  expect(calls).toHaveLength(1)
})

test('a tab whose session has ended leaves what another tab has made since, and takes it up', async () => {
  const [first, second] = [await page(), await page()]
  const old = await first.session.session()
  await second.session.session()
  first.session.lostSession()
  const anew = await first.session.session()
  second.session.lostSession()
  expect([await second.session.session(), anew === old]).toEqual([anew, false])
  expect(calls).toHaveLength(2)
})

test('the same account keeps its session over pages; its token is not used up', async () => {
  const first = await page()
  await first.session.identify(tokenFor('1'))
  const second = await page()
  await second.session.identify(tokenFor('1'))
  expect(calls).toHaveLength(1)
  expect(second.session.customer.value?.id).toBe('acc-1')
})

test.each([10, -10])('a device whose clock is %i years off keeps the session it was given', async (years) => {
  const given = await page()
  await given.session.session()
  vi.useFakeTimers({ now: Date.now() + years * 365 * 86_400_000, toFake: ['Date'] })
  const { session } = await page()
  expect([await session.session(), await session.session()]).toEqual(['fls_1', 'fls_1'])
  vi.useRealTimers()
  expect(calls).toHaveLength(1)
})

test('another account gets its own session and does not carry the first one along', async () => {
  const { session } = await page()
  await session.identify(tokenFor('1'))
  const changes: boolean[] = []
  session.sessions.on('changed', ({ adopted }) => changes.push(adopted))
  await session.identify(tokenFor('2'))
  expect(calls[1]).toMatchObject({ bearer: null })
  expect(changes).toEqual([false])
})

test('a visitor who signs in brings along what he started', async () => {
  const { session } = await page()
  const visitor = await session.session()
  const changes: boolean[] = []
  session.sessions.on('changed', ({ adopted }) => changes.push(adopted))
  await session.identify(tokenFor('1'))
  expect(calls[1]).toMatchObject({ bearer: visitor })
  expect(changes).toEqual([true])
})

test('signing out on the page ends the account\'s session here and on the server', async () => {
  const { session } = await page()
  await session.identify(tokenFor('1'))
  await session.identify(null)
  expect(calls.at(-1)).toMatchObject({ path: '/api/w/session', method: 'DELETE', bearer: 'fls_1' })
  expect(session.hasSession()).toBe(false)
  expect(session.customer.value).toBeNull()
  expect(localStorage).toHaveLength(0)
})

test('a lost session is made anew from a new token, for the same account without a change', async () => {
  const { session, host } = await page()
  await session.identify(tokenFor('1'))
  vi.spyOn(host, 'askToken').mockImplementation(() => Promise.resolve(tokenFor('1')))
  let changed = 0
  session.sessions.on('changed', () => (changed += 1))
  const { ApiError } = await import('@/api/http')
  const used: string[] = []
  await session.withSession((own) => {
    used.push(own)
    return used.length === 1 ? Promise.reject(new ApiError(401, 'not_signed_in', '')) : Promise.resolve()
  })
  expect(used).toEqual(['fls_1', 'fls_2'])
  expect(changed).toBe(0)
})

test('a token that is refused is asked for once more, then a visitor is helped and told', async () => {
  const { session, host } = await page()
  const ask = vi.spyOn(host, 'askToken').mockImplementation(() => Promise.resolve(tokenFor('1')))
  answer = (call) => (call.token ? new Response('{"code":"token_used"}', { status: 401 }) : granted(call))
  await session.session()
  expect(ask).toHaveBeenCalledTimes(2)
  expect(session.asGuest.value).toBe(true)
  expect(session.customer.value?.verified).toBe(false)
})

test('where many come from one network the browser works first, and who fears for his account does not', async () => {
  const bodies: Record<string, unknown>[] = []
  // SHA-256 of `salt&0`: the first number fits.
  const challenge = { algorithm: 'SHA-256', challenge: '1183d10315f67e1d1d64b68941006908db251f37aa7f25370794dc8ea6ad0e42', maxnumber: 5, salt: 'salt&', signature: 's' }
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    const body = JSON.parse(init.body as string) as Record<string, unknown>
    bodies.push(body)
    if (body['urgent'] || body['proof']) return Promise.resolve(granted({ path: '', method: 'POST', token: null, bearer: null }))
    return Promise.resolve(new Response(JSON.stringify({ code: 'pow_needed', message: 'work', data: { challenge } }), { status: 403 }))
  })
  const { session } = await page()
  await session.session()
  expect(bodies).toHaveLength(2)
  expect(JSON.parse(atob(bodies[1]!['proof'] as string))).toMatchObject({ number: 0, salt: 'salt&' })
  expect(session.working.value).toBe('')
  localStorage.clear()
  const other = await page()
  other.session.hurry()
  await other.session.session()
  expect(bodies.at(-1)).toMatchObject({ urgent: true })
  expect(bodies).toHaveLength(3)
})
