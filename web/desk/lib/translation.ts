/** Which languages a conversation is between. Pure. */
import type { Entry } from '@/api/types'

const first = (tag: string) => tag.split('-')[0]?.toLowerCase()

export const sameLanguage = (one: string, other: string) => first(one) === first(other)

/** The best of those that are offered for a tag: the same, else the same language. */
export function offered(languages: readonly string[], tag: string): string | undefined {
  return languages.find((one) => one.toLowerCase() === tag.toLowerCase()) ?? languages.find((one) => sameLanguage(one, tag))
}

/** What the customer is answered in: the language he last wrote in as far as it is known, else the one he chose; never the agent's own. Undefined: he seems to speak that. */
export function answeredIn(languages: readonly string[], own: string, wishes: readonly (string | undefined)[]): string | undefined {
  const others = languages.filter((one) => !sameLanguage(one, own))
  for (const wish of wishes) {
    const found = wish && offered(others, wish)
    if (found) return found
  }
  return undefined
}

/** Whether a message is translated without being asked for: what customers say, unless it was taken back. */
export const isForeign = (entry: Entry) => entry.kind === 'message' && entry.author.kind === 'customer' && !entry.redacted && entry.text !== ''
