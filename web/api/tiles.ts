/** The tiles of the widget's home, for editors. docs/protocol.md, section 3.1. */
import { call } from './desk'
import { query } from './http'

/** `number`: its place among those set up; `demand`: the heat of what it leads to. */
export interface PinnedTile {
  number: number
  title: string
  pinned: boolean
  keeps_place: boolean
  demand: number
}

/** In the order in which customers see them; null: none were set up. */
export function readTiles(brand: string, locale: string): Promise<{ revision: string; tiles: PinnedTile[] | null }> {
  return call(`/api/desk/help/tiles${query({ brand, locale })}`)
}

export function pinTiles(brand: string, pinned: number[], revision: string): Promise<void> {
  return call('/api/desk/help/tiles', { method: 'PUT', body: { brand, pinned, revision } })
}
