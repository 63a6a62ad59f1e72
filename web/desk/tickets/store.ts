/** The tickets of the conversations one looks at, and what categories there are: fetched when wanted, and again when they have changed. */
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

import { getTaxonomy, type Taxonomy, type Ticket, ticketOf } from '@/api/tickets'

export interface HeldTicket {
  state: 'loading' | 'ready' | 'failed'
  ticket: Ticket | null
  error: unknown
}

const REMEMBERED = 30

export const useTickets = defineStore('tickets', () => {
  /** By conversation. */
  const held = shallowReactive(new Map<string, HeldTicket>())
  /** By brand, in all languages. */
  const trees = shallowReactive(new Map<string, Taxonomy>())
  const flights = new Map<string, number>()

  function keep(conversation: string, one: HeldTicket): void {
    held.delete(conversation)
    held.set(conversation, one)
    for (const old of [...held.keys()].slice(0, -REMEMBERED)) held.delete(old)
  }

  /** What is shown stays until its successor is there. */
  async function load(conversation: string): Promise<Ticket | null> {
    const flight = (flights.get(conversation) ?? 0) + 1
    flights.set(conversation, flight)
    const before = held.get(conversation)
    if (before?.state !== 'ready') keep(conversation, { state: 'loading', ticket: null, error: null })
    try {
      const ticket = await ticketOf(conversation)
      if (flights.get(conversation) === flight) keep(conversation, { state: 'ready', ticket, error: null })
      return ticket
    } catch (error) {
      if (flights.get(conversation) === flight && before?.state !== 'ready') keep(conversation, { state: 'failed', ticket: null, error })
      throw error
    }
  }

  /** As an answer of the server's has it; an older one says nothing new. */
  function put(ticket: Ticket): void {
    const known = held.get(ticket.conversation)?.ticket
    if (known && known.id === ticket.id && known.revision > ticket.revision) return
    keep(ticket.conversation, { state: 'ready', ticket, error: null })
  }

  /** Admins change it: asked for anew whenever somebody is about to choose from it. */
  async function loadTree(brand: string): Promise<Taxonomy> {
    const tree = await getTaxonomy(brand)
    trees.set(brand, tree)
    return tree
  }

  return { held, trees, load, put, loadTree }
})
