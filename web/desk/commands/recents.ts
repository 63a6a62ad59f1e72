/** What an agent ran lately on this device, newest first: ids only, two dozen at most. */

const KEPT = 24

const keyOf = (agent: string) => `fairlead.desk.commands.${agent}`

/** `id` in front, once, and no more than are kept. */
export function used(recent: readonly string[], id: string): string[] {
  return [id, ...recent.filter((one) => one !== id)].slice(0, KEPT)
}

export function readRecents(agent: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(agent)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, KEPT) : []
  } catch {
    return []
  }
}

export function keepRecent(agent: string, id: string): void {
  try {
    localStorage.setItem(keyOf(agent), JSON.stringify(used(readRecents(agent), id)))
  } catch {
    // Private windows may forbid it: then nothing is remembered.
  }
}
