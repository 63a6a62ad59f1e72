/** Where one is: view, conversation and brand as the address says, and the way to others. */
import { computed } from 'vue'
import { type RouteLocationRaw, useRoute, useRouter } from 'vue-router'

import type { View } from '@/api/types'

import { NARROW } from './lib/media'
import { viewOf } from './router'

export function useWhere() {
  const route = useRoute()
  const router = useRouter()
  const text = (value: unknown) => (typeof value === 'string' && value ? value : null)

  const view = computed(() => viewOf(route))
  const id = computed(() => text(route.params['id']))
  const brand = computed(() => text(route.query['brand']))
  const searching = computed(() => route.name === 'search')
  /** The entry to jump to, by its number. */
  const at = computed(() => Number(text(route.query['at'])) || null)

  /** From among the results another one is opened beside them. */
  function to(change: { view?: View; id?: string | null; brand?: string | null; at?: number | null }): RouteLocationRaw {
    if (searching.value && !change.view) {
      const query = { ...route.query }
      delete query['at']
      if (change.at) query['at'] = String(change.at)
      return { name: 'search', params: { id: (change.id === undefined ? id.value : change.id) ?? '' }, query }
    }
    const wanted = { view: view.value, id: id.value, brand: brand.value, ...change }
    return { name: 'queue', params: { view: wanted.view, id: wanted.id ?? '' }, query: wanted.brand ? { brand: wanted.brand } : {} }
  }

  const href = (change: Parameters<typeof to>[0]) => router.resolve(to(change)).href

  /** Another list; where it and the conversation do not fit side by side, the conversation gives way. */
  const show = (wanted: View) => router.push(to(matchMedia(NARROW).matches ? { view: wanted, id: null } : { view: wanted }))

  const search = () => router.push({ name: 'search' })

  return { view, id, brand, searching, at, to, href, show, search, go: (change: Parameters<typeof to>[0]) => router.push(to(change)) }
}
