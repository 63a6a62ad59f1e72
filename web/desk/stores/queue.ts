/** The lists on the left: pages by HTTP, kept exact by what the socket says changed. The rules are in ../queue/rules.ts. */
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive } from 'vue'

import { countLists, listView } from '@/api/desk'
import type { ChangedFrame, WorkspaceFrame } from '@/api/frames'
import type { Conversation, Counts, DeskPage, ListCounts, ListFilters, View } from '@/api/types'

import { EVERYTHING, keyOf, used } from '../queue/filters'
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
  /** So many pages in a row held nothing that fits: then one is asked before more is looked at. */
  barren: number
}

const PAGE = 50
/** So many lists are remembered and kept exact; the one that was first looked at longest ago goes. */
const REMEMBERED = 20
/** The socket counts what is not narrowed; what is, is counted anew, and not more often than this. */
const RECOUNT_MS = 2000

export const useQueue = defineStore('queue', () => {
  const session = useSession()
  const link = useLink()
  /** One list per view and filters, from when it was first looked at. */
  const lists = shallowReactive(new Map<string, List>())
  /** Of everything the agent may see. */
  const counts = ref<Counts | null>(null)
  /** Of the filters in sight, when there are any. */
  const narrowed = ref<(ListCounts & { key: string }) | null>(null)
  let sight: ListFilters = EVERYTHING
  let recount: ReturnType<typeof setTimeout> | undefined
  /** Pages on their way, and what changed meanwhile: said again on top of them. */
  let flights = 0
  let during: Conversation[] = []
  let heard = 0
  let followed = false

  const nameOf = (view: View, filters: ListFilters) => `${view}\n${keyOf(filters)}`
  const fresh = (view: View, filters: ListFilters): List => ({
    asked: { view, filters, me: session.me?.id ?? '' },
    items: [], edge: null, state: 'new', next: null, loadingMore: false, moreFailed: false, error: null, barren: 0,
  })
  const list = (view: View, filters: ListFilters): List => lists.get(nameOf(view, filters)) ?? fresh(view, filters)

  function set({ view, filters }: Asked, change: Partial<List>): void {
    lists.set(nameOf(view, filters), { ...list(view, filters), ...change })
  }

  /** Counts of a list as it is shown; null while they are not known. */
  function countsOf(filters: ListFilters): ListCounts | null {
    if (!used(filters).length) return counts.value && { counts: counts.value, at_least: [] }
    return narrowed.value?.key === keyOf(filters) ? narrowed.value : null
  }

  function keepCounts(filters: ListFilters, { counts: found, at_least }: ListCounts): void {
    if (used(filters).length) {
      if (keyOf(filters) === keyOf(sight)) narrowed.value = { key: keyOf(filters), counts: found, at_least }
    } else counts.value = found
  }

  function countLater(): void {
    if (!used(sight).length || recount) return
    recount = setTimeout(() => {
      recount = undefined
      const filters = sight
      if (used(filters).length) countLists(filters).then((found) => keepCounts(filters, found), () => undefined)
    }, RECOUNT_MS)
  }

  /** Puts a page under what is held, and what changed meanwhile on top of both. */
  async function fly(asked: Asked, cursor: string | null, onto: () => Held): Promise<DeskPage> {
    flights++
    const before = heard
    try {
      const page = await listView(asked.view, asked.filters, { cursor, limit: PAGE })
      // What the socket said meanwhile is newer; it says nothing of what is narrowed, which is counted again.
      if (before === heard || used(asked.filters).length) keepCounts(asked.filters, page)
      if (before !== heard) countLater()
      const held = during.reduce(
        (state, one) => (newer(state.items.find((item) => item.id === one.id), one) ? upsert(asked, state, one) : state),
        append(asked.view, onto(), page.conversations, page.until),
      )
      set(asked, { ...held, next: page.next, state: 'ready', moreFailed: false, barren: page.conversations.length ? 0 : (cursor === null ? 0 : list(asked.view, asked.filters).barren) + 1 })
      return page
    } finally {
      if (--flights === 0) during = []
    }
  }

  async function load(asked: Asked): Promise<void> {
    const held = list(asked.view, asked.filters)
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

  function want(view: View, filters: ListFilters): void {
    if (keyOf(filters) !== keyOf(sight)) {
      sight = filters
      if (used(filters).length && !countsOf(filters)) countLists(filters).then((found) => keepCounts(filters, found), () => undefined)
    }
    const held = list(view, filters)
    if (held.state !== 'new') return
    const others = [...lists.keys()].filter((name) => name !== nameOf('mine', EVERYTHING))
    for (const name of others.slice(0, Math.max(0, lists.size + 1 - REMEMBERED))) lists.delete(name)
    void load(held.asked)
  }

  async function more({ view, filters }: Asked): Promise<void> {
    const held = list(view, filters)
    if (held.state !== 'ready' || held.next === null || held.loadingMore) return
    set(held.asked, { loadingMore: true, moreFailed: false })
    try {
      await fly(held.asked, held.next, () => list(view, filters))
    } catch (error) {
      set(held.asked, { moreFailed: true, error })
    } finally {
      set(held.asked, { loadingMore: false })
    }
  }

  /** One's own list is held from the start: what waits for one is told wherever one is. */
  function holdMine(): void {
    const mine = list('mine', EVERYTHING)
    if (mine.state === 'new') void load(mine.asked)
  }
  const waitingForMe = computed(() => list('mine', EVERYTHING).items.filter((item) => item.waiting_since).length)

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
    countLater()
    for (const conversation of frame.conversations) put(conversation)
    for (const id of frame.gone ?? []) drop(id)
  }

  function drop(id: string): void {
    for (const held of [...lists.values()]) {
      if (held.items.some((item) => item.id === id)) set(held.asked, { items: held.items.filter((item) => item.id !== id) })
    }
  }

  function onWorkspace(frame: WorkspaceFrame): void {
    heard++
    counts.value = frame.counts
    countLater()
    if (frame.resync) for (const held of [...lists.values()]) void load(held.asked)
  }

  return { lists, counts, countsOf, holdMine, waitingForMe, list, load, want, more, put, seen, onChanged, onWorkspace }
})
