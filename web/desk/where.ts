/** Where one is: view, conversation and filters as the address says, and the way to others. */
import { computed } from 'vue'
import { type RouteLocationRaw, useRoute, useRouter } from 'vue-router'

import type { ListFilters, View } from '@/api/types'

import { NARROW } from './lib/media'
import { EVERYTHING, filtersFrom, keyOf, queryOf } from './queue/filters'
import { viewOf } from './router'

export interface Whereto extends Partial<ListFilters> {
  view?: View
  id?: string | null
  at?: number | null
}

const text = (value: unknown) => (typeof value === 'string' && value ? value : null)

export function useWhere() {
  const route = useRoute()
  const router = useRouter()

  const view = computed(() => viewOf(route))
  const id = computed(() => text(route.params['id']))
  /** The same object as long as the same is meant: opening a conversation is no other list. */
  const filters = computed<ListFilters>((before) => {
    const found = filtersFrom(route.query)
    return before && keyOf(before) === keyOf(found) ? before : found
  })
  const brand = computed(() => filters.value.brand)
  const searching = computed(() => route.name === 'search')
  /** The entry to jump to, by its number. */
  const at = computed(() => Number(text(route.query['at'])) || null)

  /** From among the results another one is opened beside them. */
  function to({ view: list = view.value, id: talk = id.value, at: entry = null, ...change }: Whereto): RouteLocationRaw {
    if (searching.value && list === view.value) {
      const query = { ...route.query }
      delete query['at']
      if (entry) query['at'] = String(entry)
      return { name: 'search', params: { id: talk ?? '' }, query }
    }
    return { name: 'queue', params: { view: list, id: talk ?? '' }, query: queryOf({ ...filters.value, ...change }) }
  }

  const href = (change: Whereto) => router.resolve(to(change)).href

  /** Another list; where it and the conversation do not fit side by side, the conversation gives way. */
  const show = (wanted: View) => router.push(to(matchMedia(NARROW).matches ? { view: wanted, id: null } : { view: wanted }))

  const go = (change: Whereto) => router.push(to(change))
  const search = () => router.push({ name: 'search' })

  return { view, id, brand, filters, searching, at, to, href, show, search, go, widen: () => go(EVERYTHING) }
}
