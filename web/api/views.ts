/** Lists under a name, of conversations and of tickets: docs/protocol.md, section 3.2. */
import { call, query } from './http'

export const SHARED = ['own', 'team', 'brand'] as const
export type Shared = (typeof SHARED)[number]
export type KindOfView = 'conversation' | 'ticket'

/** `F`: the list's own parameters; what is not there narrows nothing. */
export interface SavedView<F> {
  id: string
  name: string
  filters: F
  shared: Shared
  team: { id: string; name: string } | null
  by: { id: string; name: string }
  mine: boolean
  may_change: boolean
  revision: number
  /** `at_least`: there are more. */
  count: number
  at_least: boolean
}

export interface ViewContent<F> {
  name: string
  filters: F
  shared: Shared
  team: string | null
}

const path = (kind: KindOfView) => `/api/desk/${kind}-views`
const at = encodeURIComponent

export async function listViews<F>(kind: KindOfView, brand: string): Promise<SavedView<F>[]> {
  return (await call<{ views: SavedView<F>[] }>(`${path(kind)}${query({ brand })}`)).views
}

export function addView<F>(kind: KindOfView, brand: string, content: ViewContent<F>): Promise<SavedView<F>> {
  return call(path(kind), { body: { brand, ...content } })
}

export function putView<F>(kind: KindOfView, id: string, revision: number, content: ViewContent<F>): Promise<SavedView<F>> {
  return call(`${path(kind)}/${at(id)}`, { method: 'PUT', body: { revision, ...content } })
}

export function dropView(kind: KindOfView, id: string): Promise<void> {
  return call(`${path(kind)}/${at(id)}`, { method: 'DELETE' })
}

export async function orderViews(kind: KindOfView, brand: string, ids: readonly string[]): Promise<void> {
  await call(`/api/desk/${kind}-view-order`, { method: 'PUT', body: { brand, ids } })
}
