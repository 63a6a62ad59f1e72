/** A change of a ticket, made from what its agent saw: when somebody was faster both versions are there to choose from. */
import { computed, ref, shallowRef } from 'vue'

import { ApiError } from '@/api/http'
import { type Fault, getTicket, type Ticket } from '@/api/tickets'

import { explain } from '../lib/problems'
import { useTickets } from './store'

/** `ticket`: as it is shown. What is typed meanwhile is the caller's and stays with him. */
export function useChange(ticket: () => Ticket) {
  const store = useTickets()
  const busy = ref(false)
  const failure = ref('')
  const faults = shallowRef<readonly Fault[]>([])
  /** Made from this revision: the one seen when it was begun, until the agent has seen a newer one beside his own. */
  const base = shallowRef<Ticket>(ticket())
  /** What stands now, while it is to be chosen. */
  const theirs = shallowRef<Ticket | null>(null)

  function begin(): void {
    base.value = ticket()
    theirs.value = null
    failure.value = ''
    faults.value = []
  }

  async function refused(reason: unknown): Promise<void> {
    if (reason instanceof ApiError && reason.code === 'ticket_changed') {
      const now = await getTicket(base.value.id)
      store.put(now)
      theirs.value = now
      return
    }
    if (reason instanceof ApiError && reason.code === 'evidence_invalid') faults.value = reason.data['fields'] as Fault[]
    else failure.value = explain(reason)
  }

  /** Whether it was done. */
  async function send(act: (id: string, revision: number) => Promise<Ticket>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = ''
    faults.value = []
    try {
      const seen = theirs.value ?? base.value
      theirs.value = null
      const now = await act(seen.id, seen.revision)
      base.value = now
      store.put(now)
      return true
    } catch (reason) {
      await refused(reason).catch((another: unknown) => { failure.value = explain(another) })
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, faults, base: computed(() => base.value), theirs, begin, send }
}
