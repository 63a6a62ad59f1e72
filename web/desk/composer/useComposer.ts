/** What the composer does, apart from how it looks: mode, files, sending, what stops a send, and telling that one types. */
import { computed, nextTick, onBeforeUnmount, ref, watch } from 'vue'

import type { Conversation, Entry, EntryOf, FileRef } from '@/api/types'

import { VARIABLE } from '../lib/canned'
import { type Held, useHolds } from '../stores/holds'
import { useLink } from '../stores/link'
import { usePeople } from '../stores/people'
import { useSession } from '../stores/session'
import { useTalks } from '../stores/talks'
import { useViewers } from '../stores/viewers'
import { mentionsIn } from './marks'
import { room } from './limits'
import { useMacro } from './useMacro'
import { stops, unseen } from './news'
import { useUploads } from './uploads'
import { useDraft } from './useDraft'
import { useTranslated } from './useTranslated'

export type { Mode } from './useDraft'
/** Why a send did not start; a key under `composer`. */
export type Obstacle = 'wait' | 'notUploaded' | 'tooManyBytes' | 'tooLong' | 'unfilled' | null

/** `back`: a reply was taken back and stands in the field. */
export function useComposer(conversation: () => Conversation, back: () => void) {
  const link = useLink()
  const holds = useHolds()
  const session = useSession()
  const uploads = useUploads()
  const talks = useTalks()
  const people = usePeople()
  const viewers = useViewers()
  const macro = useMacro(conversation)
  const { id } = conversation()

  const files = computed(() => uploads.of(id))
  const refs = () => files.value.flatMap((file): FileRef[] => (file.ref ? [file.ref] : []))
  const { mode, texts, keep, saveAll, kept, taken } = useDraft(session.me?.id ?? '', id, () => ({ files: refs(), steps: macro.steps.value, asked: macro.asked.value }))
  if (!uploads.uploads.has(id)) uploads.restore(id, kept.files)
  macro.restore(kept)

  const obstacle = ref<Obstacle>(null)
  /** What the customer has said that stopped the send; the next one goes. */
  const news = ref<EntryOf<'message'>[]>([])
  /** The entry that is answered, shown above what is said. */
  const answered = ref<Entry | null>(null)
  let warned = 0

  const text = computed({ get: () => texts.value[mode.value], set: (value: string) => { texts.value = { ...texts.value, [mode.value]: value } } })
  const space = computed(() => room(text.value, link.limits))
  const said = computed(() => Boolean(text.value.trim() || files.value.length))
  const withSteps = computed(() => mode.value === 'reply' && macro.steps.value.length > 0)
  const empty = computed(() => !said.value && !withSteps.value)
  const translating = useTranslated(conversation, () => text.value, () => mode.value)
  /** The next step is to see what the customer will get. */
  const previews = computed(() => translating.on.value && !translating.fresh.value)
  const outSpace = computed(() => room(translating.on.value && translating.fresh.value ? (translating.made.value?.text ?? '') : '', link.limits))

  watch([texts, mode, files], () => (obstacle.value = null))
  watch(mode, () => {
    news.value = []
    // A reply may not point at what the customer does not see.
    if (mode.value === 'reply' && answered.value?.public_number === null) answered.value = null
  })
  // A note that was begun on another day names colleagues too.
  watch(() => mode.value === 'note' && text.value.includes('@'), (names) => { if (names) void people.want() }, { immediate: true })
  onBeforeUnmount(() => link.live.typing(id, false))

  // A customer sees that somebody writes to him, never that somebody writes a note about him; colleagues see both.
  watch(text, (now, before) => {
    link.live.typing(id, mode.value === 'reply' && now.trim() !== '')
    if (now.trim() !== before.trim()) viewers.write(now.trim() ? mode.value : null)
  })
  watch(mode, (now) => { if (now === 'note') link.live.typing(id, false) })

  function obstacleNow(): Obstacle {
    if (files.value.some((file) => file.state === 'up')) return 'wait'
    if (files.value.some((file) => file.state === 'failed')) return 'notUploaded'
    if (space.value.state === 'over') return 'tooLong'
    if (space.value.state === 'bytes') return 'tooManyBytes'
    return mode.value === 'reply' && (VARIABLE.test(text.value) || (withSteps.value && macro.steps.value.some((step) => 'text' in step && VARIABLE.test(step.text ?? '')))) ? 'unfilled' : null
  }

  /** True when the customer has said something that has not been seen: shown once, then sending goes on. */
  function stopped(): boolean {
    const talk = talks.talks.get(id)
    if (mode.value === 'note' || !talk?.timeline) return false
    const found = unseen(talk.timeline.entries, talk.seen)
    const newest = stops(found, warned)
    if (newest === null) return false
    warned = newest
    news.value = found
    return true
  }

  function send(): boolean {
    if (empty.value || macro.busy.value) return false
    obstacle.value = obstacleNow()
    if (obstacle.value) return false
    if (previews.value) {
      void translating.translate()
      return false
    }
    if (stopped()) return false
    const attached = refs()
    const out = translating.outgoing(text.value.trim())
    if (!out || outSpace.value.state === 'over' || outSpace.value.state === 'bytes') return false
    const { text: words, ...beside } = out
    const note = mode.value === 'note'
    const colleagues = (people.people?.agents ?? []).filter((one) => one.brands.includes(conversation().brand))
    const named = note ? mentionsIn(words, colleagues) : []
    const of = answered.value
    if (withSteps.value) {
      const run = { text: words, ...beside, ...(attached.length ? { files: attached.map((file) => file.id) } : {}), ...(of && words ? { reply_to: of.number } : {}) }
      macro.later(() => void macro.run(run).then((out) => { if (out) sent() }))
      return true
    }
    holds.say(
      {
        type: 'send', conversation: id, text: words, ...(attached.length ? { files: attached.map((file) => file.id) } : {}),
        ...(note ? { note } : {}), ...(named.length ? { mentions: named } : {}), ...(of ? { reply_to: of.number } : {}), ...beside,
      },
      attached,
    )
    sent()
    return true
  }

  function sent(): void {
    talks.clearNew(id)
    text.value = ''
    news.value = []
    answered.value = null
    translating.sent()
    uploads.clear(id)
    link.live.typing(id, false)
    keep()
    void saveAll()
  }

  /** What was taken back stands before what has been begun since; it is in the draft before it is out of the hold. */
  async function land(items: readonly Held[]): Promise<void> {
    for (const { client_id, command, files: attached } of [...items].reverse()) {
      if (taken.includes(client_id)) continue
      taken.push(client_id)
      mode.value = 'reply'
      texts.value = { ...texts.value, reply: [command.translated?.original ?? command.text, texts.value.reply].filter((one) => one.trim()).join('\n\n') }
      uploads.restore(id, attached)
      answered.value = talks.talks.get(id)?.timeline?.entries.find(({ number }) => number === command.reply_to) ?? null
    }
    await nextTick()
    keep()
    holds.landed(items)
  }
  watch(() => holds.returned.get(id), (items) => { if (items) void land(items).then(back) }, { immediate: true })

  return { mode, text, files, space, said, empty, obstacle, news, answered, macro, translating, previews, outSpace, send }
}
