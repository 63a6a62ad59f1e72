/** What the scales and reasons of a rating are called. */
import type { Reason } from '@/api/ratings'

export const SCALES = {
  satisfaction: { asks: 'rate_satisfaction', scores: ['rate_satisfaction_1', 'rate_satisfaction_2', 'rate_satisfaction_3', 'rate_satisfaction_4', 'rate_satisfaction_5'] },
  effort: { asks: 'rate_effort', scores: ['rate_effort_1', 'rate_effort_2', 'rate_effort_3', 'rate_effort_4', 'rate_effort_5'] },
} as const

export const REASONS = {
  solved: 'rate_reason_solved',
  quick: 'rate_reason_quick',
  clear: 'rate_reason_clear',
  kind: 'rate_reason_kind',
  unsolved: 'rate_reason_unsolved',
  slow: 'rate_reason_slow',
  unclear: 'rate_reason_unclear',
  repeated: 'rate_reason_repeated',
  unkind: 'rate_reason_unkind',
} as const satisfies Record<Reason, string>
