/** What was merged is a matter of its own again; what stands against it is said in a notice. */
import { useI18n } from 'vue-i18n'

import { ApiError } from '@/api/http'
import { unmergeTicket } from '@/api/ticket-work'
import { getTicket, type Ticket } from '@/api/tickets'

import { explain } from '../lib/problems'
import { useToasts } from '../stores/toasts'
import { useTickets } from './store'

export function useUnmerge() {
  const { t } = useI18n()
  const store = useTickets()
  const toasts = useToasts()

  return async function unmerge(merged: Ticket): Promise<void> {
    try {
      const now = await unmergeTicket(merged.id, merged.revision).catch(async (reason: unknown) => {
        if (!(reason instanceof ApiError) || reason.code !== 'ticket_changed') throw reason
        // The customer has said something in it since: it goes on as the other one all the same.
        const seen = await getTicket(merged.id)
        if (seen.merged_into?.id !== merged.merged_into?.id) throw reason
        return unmergeTicket(seen.id, seen.revision)
      })
      store.put(now)
      toasts.say(t('ticketWork.unmerged', { number: now.number }))
    } catch (reason) {
      toasts.say(explain(reason), 'bad')
      // Whatever it is now: that is shown.
      void store.load(merged.conversation).catch(() => undefined)
    }
  }
}
