/** Browsers that are told about replies: docs/protocol.md, section 3.1. Comes with the part of the widget that asks. */
import { call } from './http'
import type { PushDevice, PushList } from './types'

export function getPush(session: string): Promise<PushList> {
  return call('/api/push', { session })
}

export function allowPush(session: string, { endpoint, keys }: PushSubscriptionJSON, locale: string): Promise<PushDevice> {
  return call('/api/push', { method: 'PUT', body: { endpoint, keys, locale }, session, locale })
}

export function removePush(session: string, id: string): Promise<void> {
  return call(`/api/push/${encodeURIComponent(id)}`, { method: 'DELETE', session })
}
