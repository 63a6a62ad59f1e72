/** Webhooks, as admins set them: docs/webhooks.md and docs/protocol.md, section 3.2. */
import { call, query } from './http'

export type DeliveryState = 'pending' | 'delivered' | 'failed'

export interface WebhookPlan {
  name: string
  url: string
  kinds: string[]
  /** It is told what was said, too. */
  texts: boolean
  active: boolean
}

export interface Webhook extends WebhookPlan {
  id: string
  off_reason: '' | 'admin' | 'failing' | 'gone'
  off_at: string | null
  failing_since: string | null
  last_ok_at: string | null
  old_secret_until: string | null
  revision: number
  created_at: string
}

/** With what signs: shown this once. */
export type WithSecret = Webhook & { secret: string }

/** As of its last try; `took` in milliseconds. */
export interface Delivery {
  id: string
  message: string
  kind: string
  test: boolean
  state: DeliveryState
  attempts: number
  status: number | null
  took: number | null
  reply: string
  error: string
  conversation: string | null
  seq: number | null
  happened_at: string
  tried_at: string | null
  next_at: string | null
}

export interface SwitchedOff {
  id: string
  brand: string
  name: string
  reason: 'failing' | 'gone'
  at: string | null
}

/** What an admin did to a webhook; `news`: another did it, and who asks has not said yet that he knows. */
export interface WebhookChange {
  id: string
  brand: string
  name: string
  act: 'added' | 'address' | 'texts' | 'secret' | 'removed'
  host: string
  by: string
  at: string
  news: boolean
}

const BASE = '/api/desk/webhooks'
const of = (id: string) => `${BASE}/${encodeURIComponent(id)}`

export function getWebhooks(brand: string): Promise<{ webhooks: Webhook[]; kinds: string[] }> {
  return call(`${BASE}${query({ brand })}`)
}

export async function switchedOff(): Promise<SwitchedOff[]> {
  return (await call<{ off: SwitchedOff[] }>(`${BASE}/off`)).off
}

export async function webhookChanges(): Promise<WebhookChange[]> {
  return (await call<{ changes: WebhookChange[] }>(`${BASE}/changes`)).changes
}

export function knowChange(id: string): Promise<void> {
  return call(`${BASE}/changes/${encodeURIComponent(id)}/seen`, { method: 'POST' })
}

export function addWebhook(brand: string, { name, url, kinds, texts }: WebhookPlan): Promise<WithSecret> {
  return call(BASE, { body: { brand, name, url, kinds, texts } })
}

export function putWebhook(id: string, { name, url, kinds, texts, active }: WebhookPlan, revision: number): Promise<Webhook> {
  return call(of(id), { method: 'PUT', body: { name, url, kinds, texts, active, revision } })
}

export function removeWebhook(id: string): Promise<void> {
  return call(of(id), { method: 'DELETE' })
}

export function newSecret(id: string): Promise<WithSecret> {
  return call(`${of(id)}/secret`, { method: 'POST' })
}

export function testWebhook(id: string): Promise<Delivery> {
  return call(`${of(id)}/test`, { method: 'POST' })
}

export function getDeliveries(id: string, state: DeliveryState | '', before: string | null): Promise<{ deliveries: Delivery[]; before: string | null }> {
  return call(`${of(id)}/deliveries${query({ ...(state ? { state } : {}), ...(before ? { before } : {}) })}`)
}

export function replay(id: string, delivery: string): Promise<Delivery> {
  return call(`${of(id)}/deliveries/${encodeURIComponent(delivery)}/replay`, { method: 'POST' })
}

export async function replayFailed(id: string, since: string): Promise<number> {
  return (await call<{ replayed: number }>(`${of(id)}/replay`, { body: { since } })).replayed
}
