/** The list that `@` and `[[` open in the composer: colleagues who may see the conversation, articles of its brand and language. */
import { computed, onBeforeUnmount, type Ref, ref, watch } from 'vue'

import { searchDesk } from '@/api/desk'
import type { Conversation, Person, SearchResult } from '@/api/types'

import { rank } from '../lib/fuzzy'
import { byPresence, usePeople } from '../stores/people'
import { useSession } from '../stores/session'
import { articleLink, type Mark, markAt } from './marks'
import type { Mode } from './useDraft'
import { usePicker } from './usePicker'

export type MarkChoice = { key: string; agent: Person } | { key: string; article: SearchResult }

const SEARCH_MS = 150
const MOST = 20

export function useMarkPicker(conversation: () => Conversation, field: Ref<HTMLTextAreaElement | undefined>, text: Ref<string>, mode: Ref<Mode>) {
  const people = usePeople()
  const session = useSession()
  const { mark, active, show, put, ...picker } = usePicker<Mark, MarkChoice>(field, text, { choices: (): readonly MarkChoice[] => choices.value, choose: (choice) => void choose(choice) })
  const articles = ref<SearchResult[]>([])
  const searching = ref<'idle' | 'loading' | 'failed'>('idle')
  let timer: ReturnType<typeof setTimeout> | undefined
  let flight: AbortController | null = null

  const agents = computed(() => (people.people?.agents ?? [])
    .filter((agent) => agent.id !== session.me?.id && agent.brands.includes(conversation().brand))
    .sort(byPresence))
  const choices = computed<MarkChoice[]>(() => {
    if (mark.value?.kind === 'agent') return rank(mark.value.query, agents.value, [{ of: (agent) => agent.name, weight: 1 }]).slice(0, MOST).map((agent) => ({ key: agent.id, agent }))
    return mark.value ? articles.value.slice(0, MOST).map((article) => ({ key: article.id, article })) : []
  })
  const state = computed<'loading' | 'ready' | 'failed'>(() => {
    if (mark.value?.kind === 'agent') return people.people ? 'ready' : people.failed ? 'failed' : 'loading'
    return searching.value === 'idle' ? 'ready' : searching.value
  })

  async function search(): Promise<void> {
    const query = mark.value?.kind === 'article' ? mark.value.query.trim() : ''
    flight?.abort()
    if (!query) {
      articles.value = []
      searching.value = 'idle'
      return
    }
    const mine = (flight = new AbortController())
    try {
      const { brand, locale } = conversation()
      const found = await searchDesk(brand, query, locale, mine.signal)
      if (flight !== mine) return
      articles.value = found
      searching.value = 'idle'
      active.value = 0
    } catch {
      if (flight === mine) searching.value = 'failed'
    }
  }

  function look(): void {
    show(markAt(text.value, field.value?.selectionStart ?? 0, { note: mode.value === 'note' }))
    if (mark.value?.kind === 'agent') void people.want()
  }

  async function choose(choice: MarkChoice): Promise<void> {
    if (mark.value) await put('agent' in choice ? `@${choice.agent.name} ` : articleLink(choice.article, location.origin), mark.value.start)
  }

  function retry(): void {
    if (mark.value?.kind === 'agent') void people.want()
    else void search()
  }

  watch(() => [mark.value?.kind, mark.value?.query], () => {
    active.value = 0
    clearTimeout(timer)
    if (mark.value?.kind !== 'article') return flight?.abort()
    if (mark.value.query.trim()) searching.value = 'loading'
    timer = setTimeout(() => void search(), SEARCH_MS)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    flight?.abort()
  })

  return { mark, active, choices, state, look, choose, retry, ...picker }
}
