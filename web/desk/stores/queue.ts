/** The lists on the left: pages by HTTP, kept exact by what the socket says changed. The rules are in ../queue/rules.ts. */
import { defineStore } from 'pinia'
import { shallowReactive, ref } from 'vue'

import { listView } from '@/api/desk'
import type { ChangedFrame, WorkspaceFrame } from '@/api/frames'
import type { Conversation, Counts, View } from '@/api/types'

import { append, type Held, newer, upsert, VIEWS } from '../queue/rules'
import { useLink } from './link'
import { useSession } from './session'

export interface List extends Held {
  view: View
  state: 'new' | 'loading' | 'ready' | 'failed'
  next: string | null
  loadingMore: boolean
  moreFailed: boolean
  error: unknown
}

const PAGE = 50

const fresh = (view: View): List =>
  ({ view, items: [], edge: null, state: 'new', next: null, loadingMore: false, moreFailed: false, error: null })

export const useQueue = defineStore('queue', () => {
  const session = useSession()
  const link = useLink()
  const lists = shallowReactive(Object.fromEntries(VIEWS.map((view) => [view, fresh(view)])) as Record<View, List>)
  const counts = ref<Counts | null>(null)
  /** What changed while pages were on their way: said again on top of them. */
  let flights = 0
  let during: Conversation[] = []
  let heard = 0
  let followed = false

  function set(view: View, change: Partial<List>) {
    lists[view] = { ...lists[view], ...change }
  }

  async function fetchPage(view: View, cursor: string | null) {
    flights++
    const before = heard
    try {
      const page = await listView(view, cursor, PAGE)
      if (before === heard) counts.value = page.counts
      return page
    } finally {
      if (--flights === 0) queueMicrotask(() => { if (flights === 0) during = [] })
    }
  }

  function merged(view: View, held: Held, page: Conversation[], next: string | null): Held {
    const me = session.me?.id ?? ''
    return during.reduce((state, one) => upsert(view, state, one, me), append(view, held, page, next !== null))
  }

  async function load(view: View): Promise<void> {
    if (lists[view].state === 'loading') return
    set(view, { state: lists[view].state === 'ready' ? 'ready' : 'loading', error: null })
    try {
      const page = await fetchPage(view, null)
      set(view, { ...merged(view, { items: [], edge: null }, page.conversations, page.next), next: page.next, state: 'ready', moreFailed: false })
      if (!followed) {
        followed = true
        link.live.followWorkspace(page.position)
      }
    } catch (error) {
      set(view, { state: lists[view].items.length ? 'ready' : 'failed', error })
    }
  }

  function want(view: View): void {
    if (lists[view].state === 'new' || lists[view].state === 'failed') void load(view)
  }

  async function more(view: View): Promise<void> {
    const list = lists[view]
    if (list.state !== 'ready' || list.next === null || list.loadingMore) return
    set(view, { loadingMore: true, moreFailed: false })
    try {
      const page = await fetchPage(view, list.next)
      set(view, { ...merged(view, lists[view], page.conversations, page.next), next: page.next })
    } catch (error) {
      set(view, { moreFailed: true, error })
    } finally {
      set(view, { loadingMore: false })
    }
  }

  function put(conversation: Conversation): void {
    const me = session.me?.id ?? ''
    if (flights > 0) during.push(conversation)
    for (const view of VIEWS) {
      const list = lists[view]
      if (list.state !== 'ready') continue
      if (!newer(list.items.find((item) => item.id === conversation.id), conversation)) continue
      set(view, upsert(view, list, conversation, me))
    }
  }

  /** Read here and now; the server's own word follows. */
  function seen(id: string): void {
    for (const view of VIEWS) {
      if (!lists[view].items.some((item) => item.id === id && item.unread > 0)) continue
      set(view, { items: lists[view].items.map((item) => (item.id === id ? { ...item, unread: 0 } : item)) })
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
    if (frame.resync) for (const view of VIEWS) if (lists[view].state !== 'new') void load(view)
  }

  function find(id: string): Conversation | undefined {
    for (const view of VIEWS) {
      const item = lists[view].items.find((one) => one.id === id)
      if (item) return item
    }
    return undefined
  }

  function reset(): void {
    for (const view of VIEWS) lists[view] = fresh(view)
    counts.value = null
    followed = false
  }

  return { lists, counts, load, want, more, put, seen, find, onChanged, onWorkspace, reset }
})
