/** How a matter went, said by its customer: docs/protocol.md, section 3.2.7. */
import { call } from './http'

export const GOOD = ['solved', 'quick', 'clear', 'kind'] as const
export const BAD = ['unsolved', 'slow', 'unclear', 'repeated', 'unkind'] as const
export type Reason = (typeof GOOD)[number] | (typeof BAD)[number]
export type Score = 1 | 2 | 3 | 4 | 5
export const SCORES: readonly Score[] = [1, 2, 3, 4, 5]

export interface RatingGiven {
  satisfaction: Score
  effort: Score | null
  reasons: Reason[]
  words: string
}

/** The end a customer is asked about; `open`: he may rate it, or change what he said, until `until`. */
export interface AskedRating {
  resolution: string
  ended_at: string
  open: boolean
  until: string
  declined: boolean
  rated_at: string | null
  given: RatingGiven | null
}

interface Answer {
  rating: AskedRating | null
}

const path = (conversation: string) => `/api/conversations/${encodeURIComponent(conversation)}/rating`

export async function getRating(session: string, conversation: string): Promise<AskedRating | null> {
  return (await call<Answer>(path(conversation), { session })).rating
}

export async function giveRating(session: string, conversation: string, resolution: string, given: RatingGiven, asIs: boolean, locale: string): Promise<AskedRating | null> {
  return (await call<Answer>(path(conversation), { method: 'PUT', session, locale, body: { resolution, ...given, as_is: asIs } })).rating
}

export async function declineRating(session: string, conversation: string, resolution: string, locale: string): Promise<AskedRating | null> {
  return (await call<Answer>(`${path(conversation)}/decline`, { session, locale, body: { resolution } })).rating
}
