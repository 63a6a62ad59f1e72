/** What is done to many tickets at once: in few requests, each refusal told, and taken back by one. */
import { ref } from 'vue'

import { changeTickets, type TicketResult, type TicketWish } from '@/api/ticket-lists'
import type { Ticket } from '@/api/tickets'
import { uuid } from '@/shared/ids'

import { explain } from '../lib/problems'
import { useLater } from '../stores/later'
import { useToasts } from '../stores/toasts'
import { i18n } from '../texts'
import { type Act, undoing, wished } from './many'

/** As many as the server takes in one request. */
const TOGETHER = 100

interface Wanted {
  ticket: Ticket
  wish: TicketWish
}

/** `done`: with the tickets as they are then. */
export function useMany(done: (tickets: readonly Ticket[]) => void) {
  const toasts = useToasts()
  const { t } = i18n.global
  const busy = ref(false)

  async function ask(all: readonly Wanted[], preview: boolean): Promise<{ results: TicketResult[]; tickets: Ticket[] }> {
    const every: { results: TicketResult[]; tickets: Ticket[] } = { results: [], tickets: [] }
    for (let from = 0; from < all.length; from += TOGETHER) {
      const { results, tickets } = await changeTickets(all.slice(from, from + TOGETHER).map(({ ticket, wish }) => ({ ...wish, client_id: uuid(), ticket: ticket.id })), preview)
      every.results.push(...results)
      every.tickets.push(...tickets)
    }
    return every
  }

  const preview = async (tickets: readonly Ticket[], act: Act) => (await ask(tickets.map((ticket) => ({ ticket, wish: wished(act, ticket) })), true)).results

  async function send(all: readonly Wanted[], say: (changed: number) => string, back: (ticket: Ticket, after: Ticket) => TicketWish | null): Promise<void> {
    if (busy.value || !all.length) return
    busy.value = true
    try {
      const { results, tickets } = await ask(all, false)
      const after = new Map(tickets.map((one) => [one.id, one]))
      const changed = new Set(results.filter((one) => one.ok && one.changed).map((one) => one.ticket))
      const refused = results.filter((one) => !one.ok)
      const undo = all.flatMap(({ ticket }): Wanted[] => {
        const now = after.get(ticket.id)
        const wish = now && changed.has(ticket.id) ? back(ticket, now) : null
        return now && wish ? [{ ticket: now, wish }] : []
      })
      const said = [say(changed.size), refused.length ? t('lists.refused', { n: refused.length, why: refused[0]?.message ?? '' }, refused.length) : '']
      toasts.say(said.filter(Boolean).join(' '), refused.length ? 'bad' : 'good', undo.length ? { label: t('bulk.undo'), run: () => void send(undo, (n) => t('lists.undone', { n }, n), () => null) } : null)
      done(tickets)
    } catch (reason) {
      toasts.say(explain(reason), 'bad')
    } finally {
      busy.value = false
    }
  }

  const holding = useLater()
  let toast = 0
  const now = (tickets: readonly Ticket[], act: Act) => send(tickets.map((ticket) => ({ ticket, wish: wished(act, ticket) })), (n) => t('lists.done', { n }, n), (before, after) => undoing(act, before, after))

  /** What customers are told with it can be taken back for as long as a reply can: then `back`. */
  function run(tickets: readonly Ticket[], act: Act, back: () => void): void {
    if (act.type !== 'status' || !act.text) return void now(tickets, act)
    holding.later(() => { toasts.drop(toast); void now(tickets, act) }, () => { toasts.drop(toast); back() })
    const n = holding.seconds.value
    if (n) toast = toasts.say(t('lists.goesOut', { n, count: tickets.length }, tickets.length), 'good', { label: t('composer.undo'), run: holding.takeBack }, n * 1000)
  }

  return { busy, preview, run }
}
