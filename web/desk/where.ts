/** Where one is: view, conversation and filters as the address says, and the way to others. */
import { computed } from 'vue'
import { type RouteLocationRaw, useRoute, useRouter } from 'vue-router'

import type { ListFilters, View } from '@/api/types'

import { NARROW } from './lib/media'
import { beside, EVERYTHING, filtersFrom, keyOf, queryOf } from './queue/filters'
import { viewOf } from './router'
import { useTalkViews } from './stores/talk-views'

export interface Whereto extends Partial<ListFilters> {
  view?: View
  id?: string | null
  at?: number | null
  /** A list under a name, which is one brand's. */
  saved?: string | null
}

const text = (value: unknown) => (typeof value === 'string' && value ? value : null)

export function useWhere() {
  const route = useRoute()
  const router = useRouter()

  const view = computed(() => viewOf(route))
  const id = computed(() => text(route.params['id']))
  const talkViews = useTalkViews()
  /** The saved list that the address names: it narrows by what it keeps, unless the address says otherwise. */
  const saved = computed(() => (route.name === 'queue' && text(route.query['brand']) ? text(route.query['saved']) : null))
  const held = computed(() => talkViews.of(text(route.query['brand']) ?? ''))
  const kept = computed(() => held.value.views.find((one) => one.id === saved.value) ?? null)
  /** What it narrows to is not known yet. */
  const unsettled = computed(() => saved.value !== null && held.value.state === 'loading')
  const savedAs = computed(() => (kept.value ? filtersFrom({ ...kept.value.filters, brand: route.query['brand'] }) : EVERYTHING))
  /** The same object as long as the same is meant: opening a conversation is no other list. */
  const filters = computed<ListFilters>((before) => {
    const found = filtersFrom({ ...kept.value?.filters, ...route.query })
    return before && keyOf(before) === keyOf(found) ? before : found
  })
  const brand = computed(() => filters.value.brand)
  const searching = computed(() => route.name === 'search')
  /** The entry to jump to, by its number. */
  const at = computed(() => Number(text(route.query['at'])) || null)

  /** From among the results another one is opened beside them. */
  function to({ view: list = view.value, id: talk = id.value, at: entry = null, saved: named = saved.value, ...change }: Whereto): RouteLocationRaw {
    if (searching.value && list === view.value) {
      const query = { ...route.query }
      delete query['at']
      if (entry) query['at'] = String(entry)
      return { name: 'search', params: { id: talk ?? '' }, query }
    }
    const params = { view: list, id: talk ?? '' }
    if (!named) return { name: 'queue', params, query: queryOf({ ...filters.value, ...change }) }
    const next = { ...filters.value, ...change }
    // Another list or another brand has nothing of the saved one.
    if (list !== view.value || next.brand !== brand.value) return { name: 'queue', params, query: queryOf({ ...EVERYTHING, brand: next.brand }) }
    return { name: 'queue', params, query: { ...(next.brand ? { brand: next.brand } : {}), saved: named, ...beside(next, savedAs.value) } }
  }

  const href = (change: Whereto) => router.resolve(to(change)).href

  /** Another list; where it and the conversation do not fit side by side, the conversation gives way. */
  const show = (wanted: View) => router.push(to(matchMedia(NARROW).matches ? { view: wanted, id: null } : { view: wanted }))

  const go = (change: Whereto) => router.push(to(change))
  const search = () => router.push({ name: 'search' })

  /** To a saved list of a brand, with the conversation that is open. */
  const toSaved = (of: string, one: { id: string; filters: { view: View } }): RouteLocationRaw => ({ name: 'queue', params: { view: one.filters.view, id: id.value ?? '' }, query: { brand: of, saved: one.id } })

  return { view, id, brand, filters, saved, kept, unsettled, savedAs, toSaved, searching, at, to, href, show, search, go, widen: () => go(EVERYTHING) }
}
