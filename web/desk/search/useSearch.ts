/** The search in the address: what it asks, what came back, and the next page. What is outdated is given up at once. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { searchTalks } from '@/api/desk'
import type { TalkHit, TalkHits } from '@/api/types'

import { addressOf, type Asked, askedFrom, asksNothing, sinceOf } from './rules'

/** So long nothing more was typed. */
const PAUSE = 160
/** While the index is being made, what is found grows by itself. */
const AGAIN = 3000

export function useSearch() {
  const route = useRoute()
  const router = useRouter()
  const asked = computed(() => askedFrom(route.query))
  const key = computed(() => JSON.stringify(asked.value))
  const text = ref(asked.value.q)
  const state = ref<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  const error = shallowRef<unknown>(null)
  const hits = shallowRef<readonly TalkHit[]>([])
  const answer = shallowRef<TalkHits | null>(null)
  const more = ref<'idle' | 'loading' | 'failed'>('idle')

  let flight: AbortController | undefined
  let typing: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined

  function ask(change: Partial<Asked>): Promise<unknown> {
    clearTimeout(typing)
    const { at } = route.query
    return router.replace({ name: 'search', params: route.params, query: { ...addressOf({ ...asked.value, ...change }), ...(at ? { at } : {}) } })
  }

  const questionOf = ({ q, status, brand, language, time }: Asked) => ({ q, status, brand, locale: language, since: time ? sinceOf(time) : null })

  async function fly(cursor: string | null): Promise<TalkHits | null> {
    const mine = (flight = new AbortController())
    try {
      const page = await searchTalks({ ...questionOf(asked.value), cursor }, mine.signal)
      return mine === flight ? page : null
    } catch (reason) {
      if (mine.signal.aborted || mine !== flight) return null
      throw reason
    }
  }

  function stop(): void {
    clearTimeout(again)
    flight?.abort()
    flight = undefined
  }

  async function run(quietly = false): Promise<void> {
    stop()
    if (asksNothing(asked.value)) {
      state.value = 'idle'
      hits.value = []
      answer.value = null
      return
    }
    if (!quietly) state.value = 'loading'
    try {
      const page = await fly(null)
      if (!page) return
      answer.value = page
      hits.value = page.hits
      state.value = 'ready'
      more.value = 'idle'
      if (!page.index.complete) again = setTimeout(() => { if (hits.value.length <= page.hits.length) void run(true) }, AGAIN)
    } catch (reason) {
      if (quietly) {
        again = setTimeout(() => void run(true), AGAIN)
        return
      }
      error.value = reason
      state.value = 'failed'
    }
  }

  async function next(): Promise<void> {
    const cursor = answer.value?.next
    if (!cursor || state.value !== 'ready' || more.value === 'loading') return
    more.value = 'loading'
    try {
      const page = await fly(cursor)
      if (!page) return
      const known = new Set(hits.value.map((hit) => hit.conversation.id))
      hits.value = [...hits.value, ...page.hits.filter((hit) => !known.has(hit.conversation.id))]
      answer.value = page
      more.value = 'idle'
    } catch {
      more.value = 'failed'
    }
  }

  watch(text, (now) => {
    clearTimeout(typing)
    if (now.trim() !== asked.value.q.trim()) typing = setTimeout(() => void ask({ q: now.trim() }), PAUSE)
  })
  watch(key, () => {
    if (route.name !== 'search') return
    // From elsewhere, as the command bar or the browser's way back: the field says what is asked.
    if (asked.value.q !== text.value.trim()) text.value = asked.value.q
    void run()
  })
  void run()
  onScopeDispose(() => {
    clearTimeout(typing)
    stop()
  })

  return { asked, text, state, error, hits, answer, more, ask, run, next }
}
