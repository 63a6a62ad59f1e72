/** To another ticket's conversation, of which only the ticket is known. */
import { ref } from 'vue'
import { useRouter } from 'vue-router'

import { getTicket } from '@/api/tickets'

import { explain } from '../lib/problems'

export function useGoTo() {
  const router = useRouter()
  const going = ref(false)
  const failure = ref('')

  async function goTo(ticket: string): Promise<boolean> {
    going.value = true
    failure.value = ''
    try {
      const { conversation, open } = await getTicket(ticket)
      await router.push({ name: 'queue', params: { view: open ? 'open' : 'closed', id: conversation } })
      return true
    } catch (reason) {
      failure.value = explain(reason)
      return false
    } finally {
      going.value = false
    }
  }

  return { going, failure, goTo }
}
