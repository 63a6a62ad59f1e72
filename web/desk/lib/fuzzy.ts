/** A small fuzzy search for short lists: letters in order, better when together and at the start of a word. */

/** Higher is better; null when `needle` is not in `text`. */
export function score(needle: string, text: string): number | null {
  const wanted = needle.toLowerCase()
  const given = text.toLowerCase()
  if (!wanted) return 0
  const whole = given.indexOf(wanted)
  if (whole >= 0) return 100 - Math.min(whole, 40) + (given.length === wanted.length ? 50 : 0)
  let points = 0
  let from = 0
  let last = -2
  for (const letter of wanted) {
    if (letter === ' ') continue
    const at = given.indexOf(letter, from)
    if (at < 0) return null
    points += at === last + 1 ? 6 : wordStart(given, at) ? 5 : 1
    last = at
    from = at + letter.length
  }
  // Letters that stand anywhere, neither together nor at a word's start, are no find.
  return points < wanted.length * 2 ? null : points - Math.min(given.length, 60) / 10
}

function wordStart(text: string, at: number): boolean {
  return at === 0 || /[\s\-_/.:,]/.test(text[at - 1] ?? '')
}

export interface Field<T> {
  of: (item: T) => string
  weight: number
  /** Long text: scattered letters are found in any of it, so only the whole counts. */
  whole?: boolean
}

/** The items that match in any field, best first; all of them in their order when nothing is sought. */
export function rank<T>(needle: string, items: readonly T[], fields: readonly Field<T>[]): T[] {
  if (!needle.trim()) return [...items]
  const found: { item: T; points: number }[] = []
  for (const item of items) {
    let best: number | null = null
    for (const { of, weight, whole } of fields) {
      if (whole && !of(item).toLowerCase().includes(needle.trim().toLowerCase())) continue
      const points = score(needle.trim(), of(item))
      if (points !== null && points > 0) best = Math.max(best ?? 0, points * weight)
    }
    if (best !== null) found.push({ item, points: best })
  }
  return found.sort((a, b) => b.points - a.points).map(({ item }) => item)
}
