/** What a list is narrowed to: in the address, in a request, and of one conversation. Pure; the server's mirror is conversations/browse.py. */
import type { Conversation, ListFilters } from '@/api/types'

export const FILTERS = ['brand', 'language', 'channel', 'tier', 'verified', 'assignee'] as const satisfies readonly (keyof ListFilters)[]
export type FilterName = (typeof FILTERS)[number]

export const EVERYTHING: ListFilters = Object.freeze({ brand: null, language: null, channel: null, tier: null, verified: null, assignee: null })

const languageOf = (locale: string) => locale.split('-')[0] ?? ''

/** From an address somebody may have typed: what cannot be is left out, so that a list is shown and not an error. */
export function filtersFrom(query: Record<string, unknown>): ListFilters {
  const text = (name: FilterName) => {
    const value = query[name]
    return typeof value === 'string' && value && value.length <= LONGEST[name] ? value : null
  }
  const found = Object.fromEntries(FILTERS.map((name) => [name, text(name)])) as unknown as ListFilters
  if (found.language && !/^[a-z]{2,3}$/.test(found.language)) found.language = null
  if (found.verified !== 'true' && found.verified !== 'false') found.verified = null
  if (found.assignee && !/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/.test(found.assignee)) found.assignee = null
  return found
}

const LONGEST: Record<FilterName, number> = { brand: 64, language: 3, channel: 24, tier: 40, verified: 5, assignee: 36 }

export function queryOf(filters: ListFilters): Record<string, string> {
  return Object.fromEntries(FILTERS.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])))
}

/** Beside a saved list only what differs from it is said: what is empty, too. */
export function beside(filters: ListFilters, saved: ListFilters): Record<string, string> {
  return Object.fromEntries(FILTERS.flatMap((name) => (name !== 'brand' && filters[name] !== saved[name] ? [[name, filters[name] ?? '']] : [])))
}

/** One text for equal filters. */
export const keyOf = (filters: ListFilters) => FILTERS.map((name) => filters[name] ?? '').join('\n')

export const used = (filters: ListFilters) => FILTERS.filter((name) => filters[name] !== null)

export function fits(filters: ListFilters, { brand, locale, channel, customer, assignee }: Conversation): boolean {
  return (
    (filters.brand === null || filters.brand === brand)
    && (filters.language === null || filters.language === languageOf(locale))
    && (filters.channel === null || filters.channel === channel)
    && (filters.tier === null || filters.tier === (customer?.tier ?? ''))
    && (filters.verified === null || filters.verified === String(customer?.verified ?? false))
    && (filters.assignee === null || filters.assignee === assignee?.id)
  )
}
