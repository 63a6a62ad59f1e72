/** Which conversations of a list are chosen. Pure: a set of ids and the one from which a stretch is drawn. */

export interface Chosen {
  ids: ReadonlySet<string>
  /** The last one chosen by itself: a stretch goes from here. */
  anchor: string | null
}

export const NONE: Chosen = { ids: new Set(), anchor: null }

export function toggled({ ids }: Chosen, id: string): Chosen {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: id }
}

/** All from the anchor to this one, in the order of the list, beside what is chosen; without an anchor this one alone. */
export function stretched({ ids, anchor }: Chosen, to: string, order: readonly string[]): Chosen {
  const from = anchor === null ? -1 : order.indexOf(anchor)
  const end = order.indexOf(to)
  if (from < 0 || end < 0) return { ids: new Set([...ids, to]), anchor: to }
  return { ids: new Set([...ids, ...order.slice(Math.min(from, end), Math.max(from, end) + 1)]), anchor }
}

/** What is still in the list; the same object where all is. */
export function kept(chosen: Chosen, order: readonly string[]): Chosen {
  const there = new Set(order)
  const ids = [...chosen.ids].filter((id) => there.has(id))
  if (ids.length === chosen.ids.size) return chosen
  return { ids: new Set(ids), anchor: chosen.anchor !== null && there.has(chosen.anchor) ? chosen.anchor : null }
}
