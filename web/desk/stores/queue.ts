/** The lists on the left: pages by HTTP, kept exact by what the socket says changed. The rules are in ../queue/rules.ts. */
import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'

import { listView } from '@/api/desk'
import type { ChangedFrame, WorkspaceFrame } from '@/api/frames'
import type { Conversation, Counts, DeskPage, View } from '@/api/types'

import { append, type Asked, type Held, newer, upsert } from '../queue/rules'
import { useLink } from './link'
import { useSession } from './session'

export interface List extends Held {
  asked: Asked
  state: 'new' | 'loading' | 'ready' | 'failed'
  next: string | null
  loadingMore: boolean
  moreFailed: boolean
  error: unknown
}

const PAGE = 50

export const useQueue = defineStore('queue', () => {
  const session = useSession()
  const link = useLink()
  /** One list per view and brand, from when it was first looked at. */
  const lists = shallowReactive(new Map<string, List>())
  const counts = ref<Counts | null>(null)
  /** Pages on their way, and what changed meanwhile: said again on top of them. */
  let flights = 0
  let during: Conversation[] = []
  let heard = 0
  let followed = false

  const keyOf = (view: View, brand: string | null) => `${view} ${brand ?? ''}`
  const fresh = (view: View, brand: string | null): List => ({
    asked: { view, brand, me: session.me?.id ?? '' },
    items: [], edge: null, state: 'new', next: null, loadingMore: false, moreFailed: false, error: null,
  })
  const list = (view: View, brand: string | null): List => lists.get(keyOf(view, brand)) ?? fresh(view, brand)

  function set({ view, brand }: Asked, change: Partial<List>): void {
    lists.set(keyOf(view, brand), { ...list(view, brand), ...change })
  }

  /** Puts a page under what is held, and what changed meanwhile on top of both. */
  async function fly(asked: Asked, cursor: string | null, onto: () => Held): Promise<DeskPage> {
    flights++
    const before = heard
    try {
      const page = await listView(asked.view, { brand: asked.brand, cursor, limit: PAGE })
      // A page of one brand counts that brand only; what the socket said meanwhile is newer.
      if (before === heard && !asked.brand) counts.value = page.counts
      const held = during.reduce(
        (state, one) => (newer(state.items.find((item) => item.id === one.id), one) ? upsert(asked, state, one) : state),
        append(asked.view, onto(), page.conversations, page.next !== null),
      )
      set(asked, { ...held, next: page.next, state: 'ready', moreFailed: false })
      return page
    } finally {
      if (--flights === 0) during = []
    }
  }

  async function load(asked: Asked): Promise<void> {
    const held = list(asked.view, asked.brand)
    if (held.state === 'loading') return
    set(asked, { state: held.state === 'ready' ? 'ready' : 'loading', error: null })
    try {
      const { position } = await fly(asked, null, () => ({ items: [], edge: null }))
      if (!followed) link.live.followWorkspace(position)
      followed = true
    } catch (error) {
      set(asked, { state: held.items.length ? 'ready' : 'failed', error })
    }
  }

  function want(view: View, brand: string | null): void {
    const held = list(view, brand)
    if (held.state === 'new') void load(held.asked)
  }

  async function more({ view, brand }: Asked): Promise<void> {
    const held = list(view, brand)
    if (held.state !== 'ready' || held.next === null || held.loadingMore) return
    set(held.asked, { loadingMore: true, moreFailed: false })
    try {
      await fly(held.asked, held.next, () => list(view, brand))
    } catch (error) {
      set(held.asked, { moreFailed: true, error })
    } finally {
      set(held.asked, { loadingMore: false })
    }
  }

  function put(conversation: Conversation): void {
    if (flights > 0) during.push(conversation)
    for (const held of [...lists.values()]) {
      if (held.state !== 'ready') continue
      if (!newer(held.items.find((item) => item.id === conversation.id), conversation)) continue
      set(held.asked, upsert(held.asked, held, conversation))
    }
  }

  /** Read here and now; the server's own word follows. */
  function seen(id: string): void {
    for (const held of [...lists.values()]) {
      if (!held.items.some((item) => item.id === id && item.unread > 0)) continue
      set(held.asked, { items: held.items.map((item) => (item.id === id ? { ...item, unread: 0 } : item)) })
    }
  }

  function onChanged(frame: ChangedFrame): void {
    heard++
    counts.value = frame.counts
    for (const conversation of frame.conversations) put(conversation)
  }

  function onWorkspace(frame: WorkspaceFrame): void {
    heard++
    counts.value = frame.counts
    if (frame.resync) for (const held of [...lists.values()]) void load(held.asked)
  }

  return { lists, counts, list, load, want, more, put, seen, onChanged, onWorkspace }
})
