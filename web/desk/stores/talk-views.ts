/** Lists of conversations under a name, by brand: what the address means by one of them, and what stands beside the desk's own lists. */
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

import type { ListFilters, View } from '@/api/types'
import { listViews, type SavedView } from '@/api/views'

/** What is not there narrows nothing. */
export type TalkFilters = { view: View } & Partial<Record<Exclude<keyof ListFilters, 'brand'>, string>>
export type TalkView = SavedView<TalkFilters>

export interface HeldViews {
  views: readonly TalkView[]
  state: 'loading' | 'ready' | 'failed'
}

const NONE: HeldViews = { views: [], state: 'loading' }

export const useTalkViews = defineStore('talk-views', () => {
  const held = shallowReactive(new Map<string, HeldViews>())
  const flights = new Map<string, number>()

  /** What is shown stays until its successor is there. */
  async function load(brand: string): Promise<void> {
    const flight = (flights.get(brand) ?? 0) + 1
    flights.set(brand, flight)
    const before = held.get(brand)
    if (!before) held.set(brand, NONE)
    try {
      const views = await listViews<TalkFilters>('conversation', brand)
      if (flights.get(brand) === flight) held.set(brand, { views, state: 'ready' })
    } catch {
      if (flights.get(brand) === flight && before?.state !== 'ready') held.set(brand, { views: [], state: 'failed' })
    }
  }

  const want = (brand: string) => { if (!held.has(brand)) void load(brand) }
  const of = (brand: string): HeldViews => held.get(brand) ?? NONE

  return { held, load, want, of }
})
