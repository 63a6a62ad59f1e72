/** The text at hand: what the server holds, what is typed over it, and what happens when somebody else saves meanwhile. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

import { openTranslation, restoreVersion, saveTranslation, stepTranslation } from '@/api/help'
import type { ArticleStep, ArticleWords, Opened } from '@/api/help-types'
import { ApiError } from '@/api/http'

import { explain } from '../lib/problems'
import { useSession } from '../stores/session'
import { useToasts } from '../stores/toasts'
import { drop, keep, readKept, sweep } from './kept'
import { sameWords, wordsOf } from './rules'

const KEEP_AFTER_MS = 300

export function useArticle(id: Ref<string>) {
  const { t } = useI18n()
  const toasts = useToasts()
  const session = useSession()
  const agent = session.me?.id ?? ''

  const opened = shallowRef<Opened | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const error = shallowRef<unknown>(null)
  const words = ref<ArticleWords>({ title: '', summary: '', body: '', questions: [] })
  /** The original's version that the text is up to date with from the next save on. */
  const base = ref<number | null>(null)
  const busy = ref(false)
  const failure = ref('')
  /** What was kept in the browser was put back into the fields. */
  const returned = ref(false)
  /** Somebody else's text, saved since one's own was begun. */
  const theirs = shallowRef<Opened | null>(null)
  const unkept = ref(false)

  const dirty = computed(() => opened.value !== null && (base.value !== null || !sameWords(words.value, opened.value.translation)))
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The edition that the words were written over: an older one as long as somebody else's stands against them. */
  let over = 0

  function keepNow(): void {
    clearTimeout(timer)
    timer = undefined
    const of = opened.value?.translation
    if (!of || state.value !== 'ready') return
    if (sameWords(words.value, of)) drop(agent, of.id)
    else unkept.value = !keep(agent, of.id, wordsOf(words.value), over)
  }

  function adopt(found: Opened): void {
    opened.value = found
    over = found.translation.edition
    theirs.value = null
    base.value = null
  }

  async function load(): Promise<void> {
    const wanted = id.value
    state.value = 'loading'
    failure.value = ''
    returned.value = false
    try {
      const found = await openTranslation(wanted)
      if (wanted !== id.value) return
      adopt(found)
      words.value = wordsOf(found.translation)
      const kept = readKept(agent, wanted)
      if (kept && !sameWords(kept, found.translation)) {
        words.value = wordsOf(kept)
        if (kept.edition === found.translation.edition) returned.value = true
        else {
          over = kept.edition
          theirs.value = found
        }
      }
      state.value = 'ready'
    } catch (reason) {
      if (wanted !== id.value) return
      error.value = reason
      state.value = 'failed'
    }
  }

  /** Somebody was faster: his text is fetched and shown, one's own stays in the fields. */
  async function meet(reason: unknown): Promise<boolean> {
    if (!(reason instanceof ApiError) || (reason.code !== 'edited_meanwhile' && reason.code !== 'state_changed')) return false
    const found = await openTranslation(id.value)
    if (sameWords(found.translation, words.value) || !dirty.value) {
      words.value = wordsOf(found.translation)
      adopt(found)
      toasts.say(t('article.moved'))
    } else if (opened.value && sameWords(found.translation, opened.value.translation)) {
      // Its state is another one, its text is not: what is written here stands on it as before.
      opened.value = found
      over = found.translation.edition
      toasts.say(t('article.moved'))
    } else theirs.value = found
    keepNow()
    return true
  }

  /** Whether it was done; what it was refused for is said. */
  async function run(act: (of: Opened) => Promise<Opened>): Promise<Opened | null> {
    const of = opened.value
    if (!of || busy.value || theirs.value) return null
    busy.value = true
    failure.value = ''
    try {
      return await act(of)
    } catch (reason) {
      try {
        if (await meet(reason)) return null
      } catch {
        // What it was refused for is the better answer.
      }
      if (reason instanceof ApiError && reason.code === 'article_unsafe') throw reason
      failure.value = explain(reason)
      return null
    } finally {
      busy.value = false
    }
  }

  async function save(): Promise<boolean> {
    if (!dirty.value) return true
    const sent = wordsOf(words.value)
    const found = await run(({ translation }) => saveTranslation(translation.id, translation.edition, sent, base.value))
    if (!found) return false
    const settled = sameWords(sent, words.value)
    adopt(found)
    // What was typed while it was on its way stays.
    if (settled) words.value = wordsOf(found.translation)
    returned.value = false
    keepNow()
    return true
  }

  /** Throws what was found in the text, when that keeps it from being shown. */
  async function step(step: ArticleStep): Promise<boolean> {
    if (!(await save())) return false
    const found = await run(({ translation }) => stepTranslation(translation.id, translation.edition, step))
    if (found) adopt(found)
    return found !== null
  }

  async function restore(number: number): Promise<boolean> {
    if (!(await save())) return false
    const found = await run(({ translation }) => restoreVersion(translation.id, translation.edition, number))
    if (!found) return false
    adopt(found)
    words.value = wordsOf(found.translation)
    keepNow()
    return true
  }

  /** One's own on top of theirs. */
  function keepMine(): void {
    if (!theirs.value) return
    adopt(theirs.value)
    keepNow()
  }

  /** Theirs instead of one's own; what it returns puts one's own back. */
  function takeTheirs(): () => void {
    const mine = wordsOf(words.value)
    const of = id.value
    if (theirs.value) adopt(theirs.value)
    takeSaved()
    return () => { if (of === id.value) words.value = mine }
  }

  function takeSaved(): void {
    if (opened.value) words.value = wordsOf(opened.value.translation)
    returned.value = false
    keepNow()
  }

  const forgive = () => { failure.value = '' }

  watch(words, () => {
    clearTimeout(timer)
    timer = setTimeout(keepNow, KEEP_AFTER_MS)
  }, { deep: true })
  watch(id, () => {
    keepNow()
    void load()
  })
  const leaving = (event: BeforeUnloadEvent) => {
    keepNow()
    if (dirty.value && unkept.value) event.preventDefault()
  }
  window.addEventListener('beforeunload', leaving)
  window.addEventListener('pagehide', keepNow)
  onScopeDispose(() => {
    keepNow()
    window.removeEventListener('beforeunload', leaving)
    window.removeEventListener('pagehide', keepNow)
  })
  sweep()
  void load()

  return { opened, state, error, words, base, busy, failure, returned, theirs, dirty, load, save, step, restore, keepMine, takeTheirs, takeSaved, forgive }
}

export type Held = ReturnType<typeof useArticle>
