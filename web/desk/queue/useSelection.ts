/** The conversations of the list in sight that are chosen, for what is done to many at once. */
import { computed, type Ref, shallowRef, watch } from 'vue'

import type { Conversation } from '@/api/types'

import { kept, NONE, stretched, toggled } from './selection'

export function useSelection(items: Ref<readonly { key: string; conversation: Conversation }[]>, lists: readonly Ref<unknown>[]) {
  const chosen = shallowRef(NONE)
  /** Shows the boxes also where none is chosen yet: for those who have no keyboard and no pointer that rests. */
  const choosing = shallowRef(false)
  const order = () => items.value.map((item) => item.key)

  const conversations = computed(() => items.value.filter((item) => chosen.value.ids.has(item.key)).map((item) => item.conversation))
  const count = computed(() => conversations.value.length)

  const toggle = (key: string) => { chosen.value = toggled(chosen.value, key) }
  const stretch = (key: string) => { chosen.value = stretched(chosen.value, key, order()) }
  const all = () => { chosen.value = { ids: new Set(order()), anchor: null } }
  function clear() {
    chosen.value = NONE
    choosing.value = false
  }

  watch([...lists], clear)
  watch(items, () => { if (chosen.value.ids.size) chosen.value = kept(chosen.value, order()) })

  return { chosen, choosing, conversations, count, toggle, stretch, all, clear, has: (key: string) => chosen.value.ids.has(key) }
}
