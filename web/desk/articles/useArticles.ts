/** The list that the address asks for: its pages, what it can be narrowed to, and how much waits for a reviewer. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { listArticles, listCategories, listOwners } from '@/api/help'
import type { Article, ArticleFilters, Category, Named } from '@/api/help-types'

import { useLink } from '../stores/link'
import { useSession } from '../stores/session'
import { filtersFrom, queryOf } from './rules'

const PAGE = 50
const PAUSE_MS = 250
/** More than this is told as so many and more. */
export const COUNTED = 99

export function useArticles() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const link = useLink()
  const brands = computed(() => (session.me?.brands ?? []).map((one) => one.key))
  const filters = computed(() => filtersFrom(route.query, brands.value))
  const key = computed(() => JSON.stringify(filters.value))

  const articles = shallowRef<Article[]>([])
  const next = ref<string | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const error = shallowRef<unknown>(null)
  const more = ref<'idle' | 'loading' | 'failed'>('idle')
  const categories = shallowRef<Category[]>([])
  const owners = shallowRef<Named[]>([])
  /** Whose topics and people these are; until they came nobody can say that there are none. */
  const chosenFrom = ref('')
  const inReview = ref(0)
  const text = ref(filters.value.q)
  let flight = 0
  let typing: ReturnType<typeof setTimeout> | undefined

  function narrow(change: Partial<ArticleFilters>): void {
    clearTimeout(typing)
    void router.replace({ name: 'articles', query: queryOf({ ...filters.value, ...change }, brands.value) })
  }

  async function load(): Promise<void> {
    const mine = ++flight
    if (!articles.value.length || state.value === 'failed') state.value = 'loading'
    try {
      const page = await listArticles(filters.value, { limit: PAGE })
      if (mine !== flight) return
      articles.value = page.articles
      next.value = page.next
      more.value = 'idle'
      state.value = 'ready'
    } catch (reason) {
      if (mine !== flight) return
      error.value = reason
      state.value = 'failed'
    }
    if (session.publishes) void countReview()
  }

  async function countReview(): Promise<void> {
    const { brand } = filters.value
    const page = await listArticles({ brand, state: 'review' }, { limit: COUNTED + 1 }).catch(() => null)
    if (page && brand === filters.value.brand) inReview.value = page.articles.length
  }

  async function loadMore(): Promise<void> {
    const cursor = next.value
    if (!cursor || more.value === 'loading') return
    const mine = flight
    more.value = 'loading'
    try {
      const page = await listArticles(filters.value, { cursor, limit: PAGE })
      if (mine !== flight) return
      const known = new Set(articles.value.map((one) => one.id))
      articles.value = [...articles.value, ...page.articles.filter((one) => !known.has(one.id))]
      next.value = page.next
      more.value = 'idle'
    } catch {
      if (mine === flight) more.value = 'failed'
    }
  }

  /** Without them the list still reads: topics and people are then named by what they are. */
  async function loadChoices(brand: string): Promise<void> {
    const [topics, people] = await Promise.all([listCategories(brand).catch(() => []), listOwners(brand).catch(() => [])])
    if (brand !== filters.value.brand) return
    categories.value = topics
    owners.value = people
    chosenFrom.value = brand
  }

  watch(text, (now) => {
    clearTimeout(typing)
    if (now.trim() !== filters.value.q) typing = setTimeout(() => narrow({ q: now.trim() }), PAUSE_MS)
  })
  watch(key, () => {
    if (route.name !== 'articles') return
    if (filters.value.q !== text.value.trim()) text.value = filters.value.q
    void load()
  })
  watch(() => filters.value.brand, (brand) => { if (brand) void loadChoices(brand) }, { immediate: true })
  watch(() => link.state, (now) => {
    if (now !== 'online' || state.value !== 'failed') return
    void load()
    void loadChoices(filters.value.brand)
  })
  void load()
  onScopeDispose(() => {
    clearTimeout(typing)
    flight++
  })

  return { brands, filters, articles, next, state, error, more, categories, owners, chosenFrom, inReview, text, narrow, load, loadMore, countReview }
}
