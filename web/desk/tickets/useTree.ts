/** What there is to choose from, asked for anew when somebody is about to choose; what is held is good enough when that fails. */
import { computed, onMounted, shallowRef } from 'vue'

import type { Ticket } from '@/api/tickets'

import { useTickets } from './store'

export function useTree(ticket: () => Ticket) {
  const store = useTickets()
  const trouble = shallowRef<unknown>(null)
  const tree = computed(() => store.trees.get(ticket().brand))

  async function load(): Promise<void> {
    trouble.value = null
    try {
      await store.loadTree(ticket().brand)
    } catch (error) {
      if (!tree.value) trouble.value = error
    }
  }
  onMounted(load)

  return { tree, trouble, load }
}
