/** How an endpoint and a delivery stand, in keys of the catalogues. Pure. */
import type { Delivery, Webhook } from '@/api/webhooks'

export type Standing = 'off' | 'failing' | 'gone' | 'trouble' | 'well' | 'quiet'

/** `quiet`: nothing has been told yet. */
export function standing(one: Webhook): Standing {
  if (!one.active) return one.off_reason === 'failing' || one.off_reason === 'gone' ? one.off_reason : 'off'
  if (one.failing_since) return 'trouble'
  return one.last_ok_at ? 'well' : 'quiet'
}

export const isBad = (state: Standing) => state === 'failing' || state === 'gone' || state === 'trouble'

/** What came of its last try, in short: `200 · 34 ms`. */
export function outcome(one: Delivery): string {
  const parts = [one.status === null ? '' : String(one.status), one.took === null ? '' : `${one.took} ms`]
  return parts.filter(Boolean).join(' · ')
}

/** A whole day back, as `<input type="datetime-local">` writes it: in the reader's own zone. */
export function dayBefore(now: Date): string {
  const then = new Date(now.getTime() - 24 * 3_600_000 - now.getTimezoneOffset() * 60_000)
  return then.toISOString().slice(0, 16)
}

/** Whether its next try is about now, and what comes of it soon to be seen. */
export function isLeaving(one: Delivery, now: number): boolean {
  return one.state === 'pending' && one.next_at !== null && Math.abs(Date.parse(one.next_at) - now) < 15_000
}
