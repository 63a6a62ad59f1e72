/** Colleagues and teams, and customers' cards: fetched when first wanted, and again when older than a minute. */
import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'

import { getCustomer, getPeople } from '@/api/desk'
import type { CustomerProfile, People, Person } from '@/api/types'

/** A team of one brand, or of all. */
export const serves = (team: { brand?: string | null }, brand: string) => !team.brand || team.brand === brand

const ORDER = { online: 0, busy: 1, away: 2, offline: 3 }

/** Who is here comes first. */
export const byPresence = (a: Person, b: Person) => ORDER[a.presence] - ORDER[b.presence] || a.name.localeCompare(b.name)

const FRESH_MS = 60_000

export interface Card {
  profile: CustomerProfile | null
  state: 'loading' | 'ready' | 'failed'
  at: number
}

export const usePeople = defineStore('people', () => {
  const people = ref<People | null>(null)
  const failed = ref(false)
  const cards = shallowReactive(new Map<string, Card>())
  let fetched = 0

  async function want(): Promise<void> {
    if (people.value && Date.now() - fetched < FRESH_MS) return
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
    cards.set(id, { profile: held?.profile ?? null, state: held?.profile ? 'ready' : 'loading', at: Date.now() })
    try {
      cards.set(id, { profile: await getCustomer(id), state: 'ready', at: Date.now() })
    } catch {
      cards.set(id, { profile: held?.profile ?? null, state: held?.profile ? 'ready' : 'failed', at: 0 })
    }
  }

  return { people, failed, cards, want, wantCustomer }
})
