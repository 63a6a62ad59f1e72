/**
 * Who the customer is to the server: one revocable session, kept in this frame's own storage, made when it is first
 * needed from the page's signed token, or as a visitor's. One person's session never serves another: what the page says
 * (token, or nobody) is compared with what is kept.
 */
import { shallowRef } from 'vue'

import { createSession, endSession } from '@/api/customer'
import { ApiError } from '@/api/http'
import type { Session, SessionCustomer } from '@/api/types'
import { Emitter } from '@/shared/emitter'

import { host } from '../host'
import { laterModule } from '../parts/later'
import { brandKey, prefix, recall, remember } from '../place'
import { locale } from '../texts'

interface Kept extends Session {
  /** Who the token said it is: tells whether a new token means the same person. */
  uid: string | null
}

interface SessionEvents {
  /** `adopted`: the visitor before and the account now are one. */
  changed: { adopted: boolean }
}

export const customer = shallowRef<SessionCustomer | null>(null)
/** The page could not say who the customer is, so he writes as a visitor. */
export const asGuest = shallowRef(false)
export const sessions = new Emitter<SessionEvents>()
/** What is said while the browser works for a session. */
export const working = shallowRef('')
let urgent: true | undefined
/** The customer fears for his account: nothing is to stand between him and us. */
export const hurry = () => (urgent = true)

let kept: Kept | null = read()
/** Whose session the last one was, also after it is gone. */
let last: SessionCustomer | null = kept?.customer ?? null
let making: Promise<Kept> | null = null

function read(): Kept | null {
  try {
    return JSON.parse(recall('session') ?? 'null') as Kept | null
  } catch {
    return null
  }
}

function keep(next: Kept | null): void {
  const before = last
  kept = next
  last = next?.customer ?? null
  remember('session', next ? JSON.stringify(next) : null)
  customer.value = last
  if (before?.id !== last?.id) sessions.emit('changed', { adopted: !before?.verified })
}

/** The account a token speaks of; not a check of it, which is the server's business. */
function uidOf(token: string): string | null {
  try {
    const part = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (c) => c.charCodeAt(0)))) as Record<string, unknown>
    const uid = claims['uid'] ?? claims['sub']
    return typeof uid === 'string' || typeof uid === 'number' ? String(uid) : null
  } catch {
    return null
  }
}

async function make(token: string | null): Promise<Kept> {
  const visitor = kept && !kept.customer.verified ? kept : null
  const ask = (proof?: string) => createSession(brandKey, { token, locale: locale.value, session: visitor?.session ?? null, proof, urgent })
  const session = await ask().catch(async (reason: unknown) => {
    if (!(reason instanceof ApiError) || reason.code !== 'pow_needed') throw reason
    return (await laterModule(() => import('../work/prove'))).proven(reason, ask)
  })
  const next = { ...session, uid: token ? uidOf(token) : null }
  keep(next)
  return next
}

async function askPage(): Promise<string | null> {
  try {
    const token = await host.askToken()
    asGuest.value = false
    return token
  } catch {
    asGuest.value = true
    return null
  }
}

/** What another tab of the same browser has made in the meantime, for a visitor who is one and the same in both. */
function made(): Kept | null {
  const other = read()
  if (!other || (host.isEmbedded && other.customer.verified)) return null
  keep(other)
  return other
}

async function makeAny(): Promise<Kept> {
  const token = await askPage()
  try {
    const other = token ? null : made()
    if (other) return other
    return await make(token)
  } catch (reason) {
    // A token is good once and for minutes only: a second one may do, then a visitor can still be helped.
    if (!(reason instanceof ApiError) || reason.offline || !token) throw reason
    const second = await askPage()
    return make(second).catch(() => {
      asGuest.value = true
      return make(null)
    })
  }
}

const LOCK_MS = 10_000

/** One tab at a time, where the browser can say so: two visitors would be made of one, and the first one's words be lost to him. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  let begun = false as boolean
  try {
    return await navigator.locks.request(`${prefix}session`, { signal: AbortSignal.timeout(LOCK_MS) }, () => {
      begun = true
      return work()
    })
  } catch (reason) {
    if (begun) throw reason
    return work()
  }
}

/**
 * The session, made now if there is none. Rejects with `ApiError` when the server does not give one. Whether it has expired
 * the server says: a device's clock may be years off.
 */
export async function session(): Promise<string> {
  if (kept) return kept.session
  making ??= alone(makeAny).finally(() => (making = null))
  return (await making).session
}

export function hasSession(): boolean {
  return kept !== null
}

/** The server does not know it any more. The visitor of it cannot be proven again either. */
export function lostSession(): void {
  if (read()?.session === kept?.session) remember('session', null)
  kept = null
}

/** Takes up what stands in the storage now: another window of the same page has carried the conversation on. */
export function takeOver(): void {
  keep(read())
}

export const sessionIfAny = (): string | null => kept?.session ?? null

/** At the start and whenever the page says that somebody signed in or out. */
export async function identify(token: string | null): Promise<void> {
  if (token) {
    if (kept?.customer.verified && kept.uid !== null && kept.uid === uidOf(token)) {
      customer.value = kept.customer
      return
    }
    await make(token)
  } else if (kept?.customer.verified) {
    const { session: old } = kept
    keep(null)
    await endSession(old).catch(() => undefined)
  } else customer.value = kept?.customer ?? null
}

export async function recognise(): Promise<void> {
  // A window of our own has no page around it that could say something else than what it holds.
  if (!host.isEmbedded) {
    takeOver()
    return
  }
  if (!host.settings.signs) return identify(null)
  try {
    await identify(await host.askToken())
    asGuest.value = false
  } catch (reason) {
    // Offline, the kept session goes on; a refused token leaves a visitor.
    customer.value = kept?.customer ?? null
    asGuest.value = !(reason instanceof ApiError && reason.offline) && !kept?.customer.verified
  }
}

/** Calls the server with the session, once more with a new one when it was lost on the way. */
export async function withSession<T>(use: (session: string) => Promise<T>): Promise<T> {
  try {
    return await use(await session())
  } catch (reason) {
    if (!(reason instanceof ApiError) || reason.status !== 401) throw reason
    lostSession()
    return use(await session())
  }
}
