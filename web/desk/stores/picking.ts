/** Messages being chosen in the conversation in sight, to become a ticket of their own. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import type { Entry } from '@/api/types'

/** As many as the server takes. */
export const MOST_PICKED = 50

/** What a customer sees as somebody's words can be about another matter. */
export const pickable = (entry: Entry) => entry.kind === 'message' && entry.public_number !== null && !entry.redacted

export const usePicking = defineStore('picking', () => {
  const conversation = ref<string | null>(null)
  const chosen = shallowRef<ReadonlySet<number>>(new Set())

  const full = computed(() => chosen.value.size >= MOST_PICKED)

  function begin(id: string): void {
    conversation.value = id
    chosen.value = new Set()
  }

  function toggle(number: number): void {
    const next = new Set(chosen.value)
    if (!next.delete(number) && !full.value) next.add(number)
    chosen.value = next
  }

  function leave(): void {
    conversation.value = null
    chosen.value = new Set()
  }

  return { conversation, chosen, full, begin, toggle, leave }
})
