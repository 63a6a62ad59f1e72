/**
 * The text of reply and note: kept in this browser at every pause, and on the server for the agent's other devices. What is
 * written without a connection stays here and goes up when there is one; what was saved elsewhere comes in when one looks.
 */
import { onBeforeUnmount, ref, watch } from 'vue'

import { getDrafts, putDraft } from '@/api/desk'
import { ApiError } from '@/api/http'

import { serverNow } from '../lib/now'
import { useLink } from '../stores/link'
import { type Draft, keepDraft, readDraft } from './drafts'
import { type Held, isSaved, settle } from './settle'

export type Mode = 'reply' | 'note'
const MODES: readonly Mode[] = ['reply', 'note']
const KEEP_MS = 250
const TAKEN = 10
const SAVE_MS = 1500

/** `others`: what goes with the texts, kept in this browser only. */
export function useDraft(agent: string, id: string, others: () => Pick<Draft, 'files' | 'steps' | 'asked'>) {
  const link = useLink()
  const kept = readDraft(agent, id)
  const mode = ref<Mode>(kept.mode)
  const texts = ref<Record<Mode, string>>({ reply: kept.reply, note: kept.note })
  const { server, taken } = kept
  let touched = kept.at
  let keeping: ReturnType<typeof setTimeout> | undefined
  let saving: ReturnType<typeof setTimeout> | undefined
  let busy: Promise<void> = Promise.resolve()

  const held = (of: Mode): Held => ({ text: texts.value[of], ...server[of] })
  const keep = () => keepDraft(agent, id, { mode: mode.value, ...texts.value, ...others(), taken: taken.slice(-TAKEN), server, at: touched || serverNow() })

  function take(of: Mode, { text, saved, revision }: Held): void {
    server[of] = { saved, revision }
    if (texts.value[of] !== text) texts.value = { ...texts.value, [of]: text }
  }

  async function look(): Promise<void> {
    const found = await getDrafts(id)
    for (const of of MODES) take(of, settle(held(of), found[of], touched))
    keep()
  }

  async function save(of: Mode): Promise<void> {
    // A second time when another device was first: what is being written here goes on from its revision.
    for (let tries = 0; tries < 2 && !isSaved(held(of)); tries++) {
      const { text, revision } = held(of)
      try {
        server[of] = { saved: text, revision: (await putDraft(id, { mode: of, text, revision })).revision }
        keep()
      } catch (reason) {
        if (!(reason instanceof ApiError) || reason.code !== 'draft_newer') throw reason
        await look()
      }
    }
  }

  /** One after the other, so that each begins from the revision the one before has made. What fails is tried with the next. */
  function sync(work: () => Promise<void>): Promise<void> {
    busy = busy.then(work).catch(() => undefined)
    return busy
  }

  const saveAll = () => sync(async () => { for (const of of MODES) await save(of) })

  function leave(): void {
    clearTimeout(keeping)
    clearTimeout(saving)
    keep()
    void saveAll()
  }

  watch(texts, (now) => {
    if (MODES.some((of) => now[of] !== server[of].saved)) touched = serverNow()
    clearTimeout(saving)
    saving = setTimeout(() => void saveAll(), SAVE_MS)
  })
  watch([texts, mode, others], () => {
    clearTimeout(keeping)
    keeping = setTimeout(keep, KEEP_MS)
  })

  const onVisibility = () => {
    if (document.visibilityState === 'hidden') leave()
    else void sync(look)
  }
  document.addEventListener('visibilitychange', onVisibility)
  const unheard = link.live.on('welcome', () => void sync(look).then(saveAll))
  void sync(look)
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', onVisibility)
    unheard()
    leave()
  })

  return { mode, texts, kept, taken, keep, saveAll }
}
