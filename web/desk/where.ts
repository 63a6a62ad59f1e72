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
}

export function useWhere() {
  const route = useRoute()
  const router = useRouter()

  const view = computed(() => viewOf(route))
  const id = computed(() => { const wanted = route.params['id']; return typeof wanted === 'string' && wanted ? wanted : null })
  /** The same object as long as the same is meant: opening a conversation is no other list. */
  const filters = computed<ListFilters>((before) => {
    const found = filtersFrom(route.query)
    return before && keyOf(before) === keyOf(found) ? before : found
  })
  const brand = computed(() => filters.value.brand)

  function to({ view: list = view.value, id: talk = id.value, ...change }: Whereto): RouteLocationRaw {
    return { name: 'queue', params: { view: list, id: talk ?? '' }, query: queryOf({ ...filters.value, ...change }) }
  }

  const href = (change: Whereto) => router.resolve(to(change)).href

  /** Another list; where it and the conversation do not fit side by side, the conversation gives way. */
  const show = (wanted: View) => router.push(to(matchMedia(NARROW).matches ? { view: wanted, id: null } : { view: wanted }))

  const go = (change: Whereto) => router.push(to(change))

  return { view, id, brand, filters, to, href, show, go, widen: () => go(EVERYTHING) }
}
