/** What the composer does, apart from how it looks: draft, mode, files, sending, and telling that one types. */
import { computed, onBeforeUnmount, ref, watch } from 'vue'

import type { Conversation, FileRef } from '@/api/types'

import { useLink } from '../stores/link'
import { useSession } from '../stores/session'
import { useTalks } from '../stores/talks'
import { keepDraft, readDraft } from './drafts'
import { room } from './limits'
import { useUploads } from './uploads'

export type Mode = 'reply' | 'note'
/** Why a send did not start; a key under `composer`. */
export type Obstacle = 'wait' | 'notUploaded' | 'tooManyBytes' | 'tooLong' | null

export function useComposer(conversation: () => Conversation) {
  const link = useLink()
  const session = useSession()
  const uploads = useUploads()
  const talks = useTalks()
  const { id } = conversation()
  const agent = session.me?.id ?? ''
  const kept = readDraft(agent, id)

  const mode = ref<Mode>(kept.mode)
  const texts = ref({ reply: kept.reply, note: kept.note })
  const obstacle = ref<Obstacle>(null)
  uploads.restore(id, kept.files)

  const text = computed({ get: () => texts.value[mode.value], set: (value: string) => { texts.value = { ...texts.value, [mode.value]: value } } })
  const files = computed(() => uploads.of(id))
  const space = computed(() => room(text.value, link.limits))
  const empty = computed(() => !text.value.trim() && !files.value.length)

  const refs = () => files.value.flatMap((file): FileRef[] => (file.ref ? [file.ref] : []))
  const keep = () => keepDraft(agent, id, { mode: mode.value, ...texts.value, files: refs(), at: 0 })
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([texts, mode, files], () => {
    obstacle.value = null
    clearTimeout(timer)
    timer = setTimeout(keep, 250)
  })
  const keepNow = () => { if (document.visibilityState === 'hidden') keep() }
  document.addEventListener('visibilitychange', keepNow)
  onBeforeUnmount(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', keepNow)
    keep()
    link.live.typing(id, false)
  })

  // A customer sees that somebody writes to him, never that somebody writes a note about him.
  watch(text, (now) => link.live.typing(id, mode.value === 'reply' && now.trim() !== ''))
  watch(mode, (now) => { if (now === 'note') link.live.typing(id, false) })

  function obstacleNow(): Obstacle {
    if (files.value.some((file) => file.state === 'up')) return 'wait'
    if (files.value.some((file) => file.state === 'failed')) return 'notUploaded'
    if (space.value.state === 'over') return 'tooLong'
    return space.value.state === 'bytes' ? 'tooManyBytes' : null
  }

  function send(): boolean {
    if (empty.value) return false
    obstacle.value = obstacleNow()
    if (obstacle.value) return false
    const attached = refs()
    link.live.command(
      { type: 'send', conversation: id, text: text.value.trim(), ...(attached.length ? { files: attached.map((file) => file.id) } : {}), ...(mode.value === 'note' ? { note: true } : {}) },
      { files: attached },
    )
    talks.clearNew(id)
    text.value = ''
    uploads.clear(id)
    link.live.typing(id, false)
    keep()
    return true
  }

  return { mode, text, files, space, empty, obstacle, send }
}
