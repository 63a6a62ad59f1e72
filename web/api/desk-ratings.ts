/** What customers said of how matters went, for agents and their leads: docs/protocol.md, section 3.2.7. */
import { call } from './desk'
import { query } from './http'
import type { RatingGiven } from './ratings'

export const BY = ['agent', 'team', 'category', 'language'] as const
export type By = (typeof BY)[number]
export const SHOWN = ['leads', 'own', 'all'] as const
export type Shown = (typeof SHOWN)[number]

/** `mean`: null where there are too few to tell. `counts`: how often 1, 2, 3, 4 and 5 were given. */
export interface Scores {
  mean: number | null
  counts: number[]
}

export interface RatingRow {
  key: string
  label: string
  asked: number
  answered: number
  rate: number | null
  satisfaction: Scores
  effort: Scores
}

export interface RatingFigures {
  by: By
  since: string
  until: string
  least: number
  shown: Shown
  total: RatingRow
  rows: RatingRow[]
  reasons: Record<string, number>
}

export interface ToldRating extends RatingGiven {
  conversation: string
  ended_at: string
  rated_at: string
  agent: string
  team: string
  category: string
  locale: string
  channel: string
}

export interface SeenRating extends RatingGiven {
  number: number
  ended_at: string
  rated_at: string
}

/** Days in UTC, the last one not included. */
export interface RatingSpan {
  brand: string
  since: string
  until: string
}

export function ratingFigures(span: RatingSpan, by: By): Promise<RatingFigures> {
  return call(`/api/desk/ratings${query({ ...span, by })}`)
}

export function ratingsSaid(span: RatingSpan, cursor: string | null = null): Promise<{ ratings: ToldRating[]; next: string | null }> {
  return call(`/api/desk/ratings/said${query({ ...span, cursor })}`)
}

export const ratingsFile = (span: RatingSpan): string => `/api/desk/ratings/export${query({ ...span })}`

export function showRatings(brand: string, shown: Shown): Promise<{ shown: Shown }> {
  return call('/api/desk/ratings/rule', { method: 'PUT', body: { brand, shown } })
}

export async function ratingsOf(conversation: string): Promise<SeenRating[]> {
  return (await call<{ ratings: SeenRating[] }>(`/api/desk/conversations/${encodeURIComponent(conversation)}/ratings`)).ratings
}
