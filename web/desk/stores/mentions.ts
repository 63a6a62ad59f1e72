/** The notes that named me: how many I have not seen, and the list, newest first. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { listMentions, seeMentions } from '@/api/desk'
import type { MentionedFrame } from '@/api/frames'
import type { Mention } from '@/api/types'

import { i18n } from '../texts'
import { useToasts } from './toasts'

export const useMentions = defineStore('mentions', () => {
  const toasts = useToasts()
  const items = ref<Mention[]>([])
  const unseen = ref(0)
  const next = ref<string | null>(null)
  const state = ref<'new' | 'loading' | 'ready' | 'failed'>('new')
  const error = ref<unknown>(null)
  const more = ref<'idle' | 'loading' | 'failed'>('idle')

  async function load(): Promise<void> {
    if (state.value !== 'ready') state.value = 'loading'
    try {
      const page = await listMentions()
      items.value = page.mentions
      unseen.value = page.unseen
      next.value = page.next
      state.value = 'ready'
    } catch (reason) {
      error.value = reason
      if (state.value !== 'ready') state.value = 'failed'
    }
  }

  async function older(): Promise<void> {
    if (!next.value || more.value === 'loading') return
    more.value = 'loading'
    try {
      const page = await listMentions(next.value)
      items.value = [...items.value, ...page.mentions]
      next.value = page.next
      more.value = 'idle'
    } catch {
      more.value = 'failed'
    }
  }

  /** A conversation is in sight: what named me there has been seen. */
  async function see(conversation: string): Promise<void> {
    if (!unseen.value) return
    const page = items.value.filter((one) => one.conversation.id === conversation && !one.seen)
    if (!page.length && !next.value) return
    try {
      unseen.value = (await seeMentions(conversation)).unseen
      items.value = items.value.map((one) => (one.conversation.id === conversation ? { ...one, seen: true } : one))
    } catch {
      // Not there any more, or no connection: it stays unseen.
    }
  }

  async function hear(frame: MentionedFrame, inSight: boolean): Promise<void> {
    await load()
    if (inSight) await see(frame.conversation)
    else toasts.say(i18n.global.t('mentions.told', { name: frame.by.name }))
  }

  return { items, unseen, next, state, error, more, load, older, see, hear }
})
