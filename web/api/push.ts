/** Browsers that are told about replies: docs/protocol.md, section 3.1. Comes with the part of the widget that asks. */
import { call } from './http'

/** A browser of the customer that is told about replies; `this`: the one that asks. */
export interface PushDevice {
  id: string
  name: string
  this: boolean
  created_at: string
}

/** `key` is null where nothing is offered: to visitors, and where the installation sends no notices. */
export interface PushList {
  key: string | null
  devices: PushDevice[]
}

export function getPush(session: string): Promise<PushList> {
  return call('/api/push', { session })
}

export function allowPush(session: string, { endpoint, keys }: PushSubscriptionJSON, locale: string): Promise<PushDevice> {
  return call('/api/push', { method: 'PUT', body: { endpoint, keys, locale }, session, locale })
}

export function removePush(session: string, id: string): Promise<void> {
  return call(`/api/push/${encodeURIComponent(id)}`, { method: 'DELETE', session })
}

export const NOTICES = ['replied', 'waits', 'late', 'moved'] as const
export type NoticeKind = (typeof NOTICES)[number]

/** Of what one is not told, and when not: `begin` and `end` as `22:00` by the clocks of `zone`. */
export interface NoticeChoices {
  off: NoticeKind[]
  quiet: { begin: string; end: string; zone: string } | null
}

export async function getChoices(session: string): Promise<NoticeChoices> {
  return (await call<{ choices: NoticeChoices }>('/api/notices', { session })).choices
}

export function putChoices(session: string, choices: NoticeChoices, locale: string): Promise<NoticeChoices> {
  return call('/api/notices/choices', { method: 'PUT', body: choices, session, locale })
}
