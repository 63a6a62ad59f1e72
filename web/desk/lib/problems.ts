/** What went wrong, in a sentence: the server's own words where it has some, ours where it could not be reached. */
import { ApiError } from '@/api/http'
import { CommandRefused } from '@/shared/sender'

import { i18n } from '../texts'

export function explain(reason: unknown): string {
  const { t } = i18n.global
  if (reason instanceof CommandRefused) return reason.message || t('error.unknown')
  if (!(reason instanceof ApiError)) return t('error.unknown')
  if (reason.offline) return t('error.offline')
  const sentence = [reason.message, reason.next].filter(Boolean).join(' ') || t('error.http', { code: reason.code })
  // For a fault of the server's own: what an admin finds it by in the logs.
  return reason.status >= 500 && reason.requestId ? `${sentence} ${t('error.reference', { id: reason.requestId })}` : sentence
}

export function isGone(reason: unknown): boolean {
  return reason instanceof ApiError && reason.status === 404
}
