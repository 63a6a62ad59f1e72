/** What the tickets' list is narrowed to: by the view the address names, and by what the address says beside it. */
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import type { TicketView, ViewFilters } from '@/api/ticket-lists'
import type { TicketFilters } from '@/api/tickets'
import { listViews } from '@/api/views'

export const NARROWING = ['status', 'category', 'priority', 'team', 'owner', 'tag', 'snoozed', 'sort'] as const
export type Narrow = (typeof NARROWING)[number]

export function useViews(brand: () => string) {
  const route = useRoute()
  const router = useRouter()
  const views = shallowRef<readonly TicketView[]>([])
  const failed = ref(false)
  const loaded = ref(false)
  /** Of the brand in sight: what a view narrows to is not known before. */
  let first: Promise<void> = Promise.resolve()

  async function load(): Promise<void> {
    const asked = brand()
    if (!asked) return
    try {
      const found = await listViews<ViewFilters>('ticket', asked)
      if (asked !== brand()) return
      views.value = found
      failed.value = false
    } catch {
      failed.value = asked === brand()
    } finally {
      if (asked === brand()) loaded.value = true
    }
  }
  watch(brand, () => {
    views.value = []
    loaded.value = false
    first = load()
  }, { immediate: true })

  const wanted = computed(() => (typeof route.query['view'] === 'string' ? route.query['view'] : ''))
  const active = computed(() => views.value.find((one) => one.id === wanted.value) ?? null)
  /** The address names one that is not there, or is none of this reader's. */
  const lost = computed(() => wanted.value !== '' && loaded.value && !failed.value && active.value === null)

  /** In words of the address; empty: whatever it is. A list without a view shows what is open. */
  function said(name: Narrow): string {
    const own = route.query[name]
    if (typeof own === 'string') return own
    const kept = active.value?.filters[name]
    if (kept !== undefined) return String(kept)
    return name === 'status' && active.value ? 'all' : ''
  }
  const status = computed(() => said('status') || 'open')
  const filters = computed((): TicketFilters => ({
    brand: brand(), status: status.value === 'all' ? '' : status.value, category: said('category'), priority: said('priority'), team: said('team'), owner: said('owner'), tag: said('tag'), snoozed: said('snoozed'), sort: said('sort'),
  }))
  const narrowed = computed(() => active.value !== null || NARROWING.some((name) => said(name)))
  /** Whether the list is narrowed otherwise than its view says. */
  const changed = computed(() => active.value !== null && JSON.stringify(plain(filters.value)) !== JSON.stringify(plain(asFilters(active.value.filters))))

  function narrow(name: Narrow, value: string): void {
    // Beside a view what is empty has to be said.
    const query = { ...route.query, [name]: value || (active.value ? '' : undefined) }
    void router.replace({ name: 'tickets', query })
  }

  return { views, failed, active, lost, said, status, filters, narrowed, changed, narrow, load, ready: () => first }
}

const asFilters = (kept: ViewFilters): Omit<TicketFilters, 'brand'> => ({
  status: kept.status ?? '', category: kept.category ?? '', priority: String(kept.priority ?? ''), team: kept.team ?? '', owner: kept.owner ?? '', tag: kept.tag ?? '', snoozed: String(kept.snoozed ?? ''), sort: kept.sort ?? '',
})

/** As a view keeps them. */
export function plain({ status, category, priority, team, owner, tag, snoozed, sort }: Omit<TicketFilters, 'brand'>): ViewFilters {
  return {
    ...(status ? { status } : {}), ...(category ? { category } : {}), ...(priority ? { priority: Number(priority) } : {}), ...(team ? { team } : {}),
    ...(owner ? { owner } : {}), ...(tag ? { tag } : {}), ...(snoozed ? { snoozed: snoozed === 'true' } : {}), ...(sort ? { sort } : {}),
  }
}
