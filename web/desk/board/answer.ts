/** One answer to several who wait: shown as going for a few seconds, in which it can be taken back, then sent to each by itself. */
import { onScopeDispose, shallowRef } from 'vue'

import { changeMany } from '@/api/desk'
import type { Conversation } from '@/api/types'
import { uuid } from '@/shared/ids'

import { explain } from '../lib/problems'
import { usePrefs } from '../stores/prefs'
import { useToasts } from '../stores/toasts'
import { i18n } from '../texts'
import { useBoard } from './store'

/** Also for who sends single replies at once: one click here reaches many. */
const LEAST_SECONDS = 5

export function useAnswer() {
  const board = useBoard()
  const prefs = usePrefs()
  const toasts = useToasts()
  const { t } = i18n.global
  /** What is about to go, and what came back to be written again. */
  const going = shallowRef<{ to: readonly Conversation[]; text: string; timer: ReturnType<typeof setTimeout> } | null>(null)
  const returned = shallowRef<{ to: readonly Conversation[]; text: string } | null>(null)

  const stay = (event: BeforeUnloadEvent) => { if (going.value) event.preventDefault() }
  addEventListener('beforeunload', stay)
  onScopeDispose(() => {
    removeEventListener('beforeunload', stay)
    if (going.value) void send()
  })

  function answer(to: readonly Conversation[], text: string): void {
    if (going.value) void send()
    const ms = Math.max(LEAST_SECONDS, prefs.undoSeconds) * 1000
    going.value = { to, text, timer: setTimeout(() => void send(), ms) }
    toasts.say(t('board.answering', { n: to.length }, to.length), 'good', { label: t('bulk.undo'), run: takeBack }, ms)
  }

  function takeBack(): void {
    const held = going.value
    if (!held) return
    clearTimeout(held.timer)
    going.value = null
    returned.value = { to: held.to, text: held.text }
  }

  async function send(): Promise<void> {
    const held = going.value
    if (!held) return
    clearTimeout(held.timer)
    going.value = null
    try {
      const { results } = await changeMany(held.to.map(({ id }) => ({ type: 'send', client_id: uuid(), conversation: id, text: held.text })))
      const refused = results.filter(({ ok }) => !ok)
      const done = results.length - refused.length
      toasts.say([done ? t('board.answered', { n: done }, done) : '', refused.length ? t('bulk.failed', { n: refused.length, why: refused[0]?.message ?? '' }, refused.length) : ''].filter(Boolean).join(' '), refused.length ? 'bad' : 'good')
      for (const { conversation, ok } of results) if (ok) board.chosen.delete(conversation)
    } catch (reason) {
      toasts.say(explain(reason), 'bad')
      returned.value = { to: held.to, text: held.text }
    }
    void board.refresh()
  }

  return { answer, returned }
}
