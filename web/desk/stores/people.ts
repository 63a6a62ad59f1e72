/** Colleagues and teams, and customers' cards: fetched when first wanted, and again when older than a minute. */
import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'

import { getCustomer, getHistory, getPeople } from '@/api/desk'
import type { Conversation, CustomerProfile, People, Person } from '@/api/types'

/** A team of one brand, or of all. */
export const serves = (team: { brand?: string | null }, brand: string) => !team.brand || team.brand === brand

const ORDER = { online: 0, busy: 1, away: 2, offline: 3 }

/** Who is here comes first. */
export const byPresence = (a: Person, b: Person) => ORDER[a.presence] - ORDER[b.presence] || a.name.localeCompare(b.name)

const FRESH_MS = 60_000

export interface Card {
  profile: CustomerProfile | null
  state: 'loading' | 'ready' | 'failed'
  /** Older conversations. */
  more: 'idle' | 'loading' | 'failed'
  at: number
}

const joined = (first: readonly Conversation[], then: readonly Conversation[]) => [...first, ...then.filter((one) => !first.some(({ id }) => id === one.id))]

/** The card as it is now, with the older conversations that had been fetched before. */
function withOlder(fresh: CustomerProfile, held: CustomerProfile | null): CustomerProfile {
  if (!held || held.conversations.length <= fresh.conversations.length) return fresh
  return { ...fresh, conversations: joined(fresh.conversations, held.conversations), next: held.next }
}

export const usePeople = defineStore('people', () => {
  const people = ref<People | null>(null)
  const failed = ref(false)
  const cards = shallowReactive(new Map<string, Card>())
  let fetched = 0

  async function want(anew = false): Promise<void> {
    if (!anew && people.value && Date.now() - fetched < FRESH_MS) return
    failed.value = false
    try {
      people.value = await getPeople()
      fetched = Date.now()
    } catch {
      failed.value = people.value === null
    }
  }

  async function wantCustomer(id: string, anew = false): Promise<void> {
    const held = cards.get(id)
    if (!anew && held && held.state !== 'failed' && Date.now() - held.at < FRESH_MS) return
    const before: Card = { profile: null, more: 'idle', ...held, state: held?.profile ? 'ready' : 'loading', at: Date.now() }
    cards.set(id, before)
    try {
      cards.set(id, { ...before, profile: withOlder(await getCustomer(id), cards.get(id)?.profile ?? null), state: 'ready' })
    } catch {
      cards.set(id, { ...before, state: before.profile ? 'ready' : 'failed', at: 0 })
    }
  }

  async function wantOlder(id: string): Promise<void> {
    const card = cards.get(id)
    if (!card?.profile?.next || card.more === 'loading') return
    cards.set(id, { ...card, more: 'loading' })
    const page = await getHistory(id, card.profile.next).catch(() => null)
    const now = cards.get(id) ?? card
    const profile = now.profile && page ? { ...now.profile, conversations: joined(now.profile.conversations, page.conversations), next: page.next } : now.profile
    cards.set(id, { ...now, profile, more: page ? 'idle' : 'failed' })
  }

  return { people, failed, cards, want, wantCustomer, wantOlder }
})
