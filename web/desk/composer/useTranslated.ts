/** A reply written in the agent's language and read in the customer's before it goes. What is sent is what was shown. */
import { computed, ref, watch } from 'vue'

import { translateDraft } from '@/api/desk'
import type { Conversation, Translated } from '@/api/types'

import { explain } from '../lib/problems'
import { answeredIn, isForeign } from '../lib/translation'
import { useTalks } from '../stores/talks'
import { useTranslation } from '../stores/translation'
import type { Mode } from './useDraft'

/** `text`: as it will go out, and may be changed. `nothing`: there was nothing to translate. */
export interface Made extends Translated {
  text: string
  nothing: boolean
}

export function useTranslated(conversation: () => Conversation, written: () => string, mode: () => Mode) {
  const translation = useTranslation()
  const talks = useTalks()
  const { id } = conversation()

  const own = computed(() => translation.into.get(id) ?? null)
  const languages = computed(() => translation.machine?.languages ?? [])
  /** The customer's language as the machine took his last words. */
  const heard = computed(() => {
    const last = own.value ? talks.talks.get(id)?.timeline?.entries.findLast(isForeign) : undefined
    const meaning = last && own.value ? translation.meaning(last.id, own.value) : undefined
    return meaning?.state === 'done' ? meaning.said.from : undefined
  })
  /** What the agent wants for this conversation; empty: this message goes as it is written. */
  const chosen = ref<string>()
  const to = computed({
    get: () => (own.value && chosen.value !== '' ? (answeredIn(languages.value, own.value, [chosen.value, heard.value, conversation().locale]) ?? '') : ''),
    set: (tag) => { chosen.value = tag },
  })
  const offered = computed(() => mode() === 'reply' && own.value !== null)
  const on = computed(() => offered.value && to.value !== '' && written().trim() !== '')
  const made = ref<Made | null>(null)
  const fresh = computed(() => made.value !== null && made.value.original === written().trim() && made.value.to === to.value && made.value.from === own.value)
  const busy = ref(false)
  const problem = ref('')

  watch([written, to, own], () => (problem.value = ''))

  async function translate(): Promise<void> {
    const asked = { original: written().trim(), from: own.value, to: to.value }
    if (busy.value || !asked.from || !asked.to) return
    busy.value = true
    problem.value = ''
    try {
      const { text } = await translateDraft(id, { text: asked.original, from: asked.from, to: asked.to })
      made.value = { original: asked.original, from: asked.from, to: asked.to, text: text ?? asked.original, nothing: text === null }
    } catch (reason) {
      problem.value = explain(reason)
    } finally {
      busy.value = false
    }
  }

  /** What goes out for what was written; null where it has to be translated, and read, first. */
  function outgoing(words: string): { text: string; translated?: Translated } | null {
    if (!on.value) return { text: words }
    if (!fresh.value || !made.value) return null
    const { text, original, from, to: into, nothing } = made.value
    if (!text.trim()) return null
    return nothing ? { text: words } : { text: text.trim(), translated: { original, from, to: into } }
  }

  function sent(): void {
    made.value = null
    problem.value = ''
    if (chosen.value === '') chosen.value = undefined
  }

  return { own, to, languages, offered, on, made, fresh, busy, problem, translate, outgoing, sent }
}

export type Translating = ReturnType<typeof useTranslated>
