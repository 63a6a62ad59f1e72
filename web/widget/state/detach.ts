/**
 * The conversation in a window of its own, and back. Storage of the frame and of the window are two (the browser parts
 * them by the page around), so what is remembered, what is unsent and where one was go from one to the other by
 * `postMessage`, never in an address. One of them is on the line at a time; and what both hold, both send under the same
 * client id, which the server takes once.
 */
import { shallowRef } from 'vue'

import type { PageContext } from '@/api/types'
import type { HostSettings } from '@/shared/bridge'
import type { OutboxItem } from '@/shared/outbox'

import { host } from '../host'
import { brandKey, isDetached, pack, recall, unpack } from '../place'
import { away } from './away'
import { hearContext, passedOn } from './passed'
import { route } from './route'
import { hasSession, takeOver } from './session'
import { connect, live, openedOutbox, threadId, unread } from './talks'

interface Luggage {
  kept: Record<string, string>
  outbox: OutboxItem[]
  theme: HostSettings['theme']
  context: PageContext
  thread: string | null
  /** The page he came from asks for what only a window of our own may. */
  notices: boolean
}

type Word = { type: 'here' | 'come back' } | { type: 'luggage' | 'back'; luggage: Luggage } | { type: 'unread'; count: number }

export const blocked = shallowRef(false)

const WAIT_MS = 3_000
/** A window that was closed is seen twice before we go on: its last word may still be under way. */
const LOOK_MS = 250

const tell = (to: Window, detached: Word) => to.postMessage({ detached }, location.origin)

function hear(from: () => Window | null, listen: (word: Word) => void): void {
  addEventListener('message', (event: MessageEvent<{ detached?: Word } | null>) => {
    if (event.origin === location.origin && event.source === from() && event.data?.detached) listen(event.data.detached)
  })
}

function packed(): Luggage {
  const at = route.value
  const unsent = live.sender.unsent()
  return { kept: pack(), outbox: unsent, theme: host.settings.theme, context: passedOn(), thread: at.view === 'talk' ? threadId(at.thread) : null, notices: at.view === 'notices' }
}

async function unpacked({ kept, outbox, context }: Luggage): Promise<void> {
  unpack(kept)
  hearContext(context)
  const store = await openedOutbox
  await Promise.all(outbox.map((item) => store.put(item)))
}

// The frame's end.

let listening = false
let returning: Promise<void> = Promise.resolve()
let thread: string | null = null

export function detach(): void {
  const left = Math.max(0, screenX + outerWidth - 480)
  const opened = window.open(`/w/${encodeURIComponent(brandKey)}/chat#detached`, `fairlead-${brandKey}`, `popup,width=440,height=760,left=${left},top=${screenY + 60}`)
  blocked.value = opened === null
  if (!opened) return
  away.value = opened
  if (listening) return
  listening = true
  hear(() => away.value, (word) => {
    if (word.type === 'here') void returning.then(() => handOver())
    else if (word.type === 'back') returning = takeBack(word.luggage)
    else if (word.type === 'unread') host.say(word)
  })
  let gone = false
  setInterval(() => {
    const closed = away.value?.closed === true
    if (closed && gone) void returning.then(resume)
    gone = closed
  }, LOOK_MS)
}

function handOver(): void {
  if (!away.value) return
  live.stop()
  tell(away.value, { type: 'luggage', luggage: packed() })
}

/** What the window knew last. A session of somebody else, who has signed in on the page meanwhile, is not touched. */
async function takeBack(luggage: Luggage): Promise<void> {
  const own = recall('session')
  const sameOwner = own === null || ownerOf(own) === ownerOf(luggage.kept['session'] ?? null)
  if (!sameOwner) return
  const held = new Set(luggage.outbox.map((item) => item.client_id))
  for (const item of live.sender.unsent()) if (!held.has(item.client_id)) live.sender.discard(item.client_id)
  thread = luggage.thread
  await unpacked(luggage)
}

function resume(): void {
  if (!away.value?.closed) return
  away.value = null
  takeOver()
  if (hasSession()) void connect()
  if (thread) route.value = { view: 'talk', thread }
  thread = null
}

export function comeBack(): void {
  if (away.value) tell(away.value, { type: 'come back' })
}

function ownerOf(session: string | null): string | null {
  try {
    return (JSON.parse(session ?? 'null') as { customer: { id: string } } | null)?.customer.id ?? null
  } catch {
    return null
  }
}

// The window's end.

export let cameForNotices = false

/** Resolves with the conversation to open when everything is here; with null when there was nobody to hand it over. */
export async function arrive(): Promise<string | null> {
  const opener = window.opener as Window
  const luggage = await new Promise<Luggage | null>((resolve) => {
    hear(() => opener, (word) => {
      if (word.type === 'luggage') resolve(word.luggage)
      else if (word.type === 'come back') window.close()
    })
    tell(opener, { type: 'here' })
    setTimeout(() => resolve(null), WAIT_MS)
  })
  if (!luggage) return null
  host.settings = { ...host.settings, theme: luggage.theme }
  cameForNotices = luggage.notices
  await unpacked(luggage)
  addEventListener('pagehide', () => {
    if (!opener.closed) tell(opener, { type: 'back', luggage: packed() })
  })
  return luggage.thread
}

export function tellUnread(): void {
  if (isDetached) tell(window.opener as Window, { type: 'unread', count: unread.value })
}
