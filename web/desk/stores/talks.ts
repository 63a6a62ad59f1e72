/** Conversations in full: the last few stay in memory and followed, so that going back to one is instant. */
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

import { getConversation, listDeskEntries } from '@/api/desk'
import type { ServerFrame } from '@/api/frames'
import type { Conversation, PageContext } from '@/api/types'
import '@/shared/notes'
import type { Pending } from '@/shared/sender'
import { apply, begin, firstNumber, lastNumber, prepend, type Timeline } from '@/shared/timeline'

import { isGone } from '../lib/problems'
import { useLink } from './link'

export interface Talk {
  id: string
  state: 'loading' | 'ready' | 'failed' | 'missing'
  timeline: Timeline | null
  /** What the customer's first message took along from the exchange's page. */
  context: PageContext
  pending: readonly Pending[]
  error: unknown
  older: 'idle' | 'loading' | 'failed'
  /** The other side's first unread public number when it was opened: the divider stands before it. */
  newFrom: number | null
  /** The public number up to which everything has stood in sight of who sits here. */
  seen: number
}

const REMEMBERED = 30
const FOLLOWED = 6
/** The most entries a page has. */
const REACH = 100

export const useTalks = defineStore('talks', () => {
  const { live } = useLink()
  const talks = shallowReactive(new Map<string, Talk>())
  /** Most recently seen last. */
  let order: string[] = []

  function set(id: string, change: Partial<Talk>): void {
    const talk = talks.get(id)
    if (talk) talks.set(id, { ...talk, ...change })
  }

  const pendingOf = (id: string): readonly Pending[] => live.sender.pending(id).map((item) => ({ ...item }))

  /** `behind`: so many were seen, or are to be, later than this one. */
  function remember(id: string, behind = 0): void {
    order = order.filter((one) => one !== id)
    order.splice(Math.max(0, order.length - behind), 0, id)
    for (const old of order.slice(0, -FOLLOWED)) live.unfollow(old)
    for (const old of order.slice(0, -REMEMBERED)) talks.delete(old)
    order = order.slice(-REMEMBERED)
  }

  function divider({ last_public, receipts }: Conversation): number | null {
    const { read } = receipts.agents
    // Where nothing has been read yet, all is new and a divider says nothing.
    return read > 0 && last_public > read ? read + 1 : null
  }

  /** From here on everything is new. */
  function markNew(id: string): void {
    const last = talks.get(id)?.timeline?.conversation.last_public
    if (last !== undefined) set(id, { newFrom: last + 1 })
  }

  /** What stood in sight stays seen. */
  function saw(id: string, number: number): void {
    const talk = talks.get(id)
    if (talk && number > talk.seen) set(id, { seen: number })
  }

  /** Who answers has seen it all. */
  function clearNew(id: string): void {
    set(id, { newFrom: null })
  }

  async function load(id: string): Promise<void> {
    if (!talks.has(id)) {
      talks.set(id, { id, state: 'loading', timeline: null, context: {}, pending: pendingOf(id), error: null, older: 'idle', newFrom: null, seen: 0 })
    } else set(id, { state: 'loading', error: null })
    try {
      const page = await getConversation(id)
      set(id, { state: 'ready', timeline: begin(page.conversation, page), context: page.context, newFrom: divider(page.conversation) })
      if (order.slice(-FOLLOWED).includes(id)) follow(id)
    } catch (error) {
      set(id, { state: isGone(error) ? 'missing' : 'failed', error })
    }
  }

  function follow(id: string): void {
    const timeline = talks.get(id)?.timeline
    if (timeline && !live.isFollowed(id)) live.follow(id, lastNumber(timeline))
  }

  /** Shown now: from memory at once, else fetched; followed either way. */
  function open(id: string): void {
    remember(id)
    const talk = talks.get(id)
    if (!talk || talk.state === 'failed' || talk.state === 'missing') void load(id)
    else if (talk.timeline) {
      set(id, { newFrom: divider(talk.timeline.conversation) })
      follow(id)
    }
  }

  /** What is known of the conversation in sight. */
  function head(id: string | null): Conversation | null {
    return id ? (talks.get(id)?.timeline?.conversation ?? null) : null
  }

  /** Fetched in advance, when the pointer or the cursor is near it: opening is then instant. */
  function prefetch(id: string): void {
    if (talks.has(id)) return
    remember(id, FOLLOWED)
    void load(id)
  }

  /** Pages on their way: who asks for one that is, waits for it. */
  const flights = new Map<string, Promise<void>>()

  function older(id: string, limit?: number): Promise<void> {
    const flight = flights.get(id) ?? fetchOlder(id, limit).finally(() => flights.delete(id))
    flights.set(id, flight)
    return flight
  }

  /** Fetches older pages until an entry is there; whether it is. */
  async function reach(id: string, number: number): Promise<boolean> {
    for (;;) {
      const talk = talks.get(id)
      if (!talk?.timeline) return false
      if (firstNumber(talk.timeline) <= number) return number <= lastNumber(talk.timeline)
      if (!talk.timeline.more || talk.older === 'failed') return false
      await older(id, REACH)
    }
  }

  async function fetchOlder(id: string, limit?: number): Promise<void> {
    const talk = talks.get(id)
    if (!talk?.timeline?.more) return
    set(id, { older: 'loading' })
    try {
      const page = await listDeskEntries(id, firstNumber(talk.timeline), limit)
      const now = talks.get(id)?.timeline
      if (now) set(id, { timeline: prepend(now, page), older: 'idle' })
    } catch {
      set(id, { older: 'failed' })
    }
  }

  /** Carries every frame of a conversation into what is held of it; returns its new head if it changed. */
  function hear(id: string, frame: ServerFrame): Conversation | null {
    const talk = talks.get(id)
    if (!talk?.timeline) return null
    const timeline = apply(talk.timeline, frame)
    if (timeline === talk.timeline) return null
    const head = timeline.conversation
    set(id, { timeline })
    return head
  }

  /** A newer head from the lists; entries come by themselves. */
  function put(conversation: Conversation): void {
    const timeline = talks.get(conversation.id)?.timeline
    if (!timeline || timeline.conversation.updated_at > conversation.updated_at) return
    hear(conversation.id, { type: 'conversation', conversation })
  }

  function gone(id: string): void {
    set(id, { state: 'missing', timeline: null })
  }

  function refreshPending(id: string): void {
    set(id, { pending: pendingOf(id) })
  }

  function reset(): void {
    talks.clear()
    order = []
  }

  return { talks, head, open, load, prefetch, older, reach, hear, put, gone, markNew, clearNew, saw, refreshPending, reset }
})
