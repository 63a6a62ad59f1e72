/** A small fuzzy search for short lists: letters in order, better when together and at the start of a word. */

export interface Found {
  /** Higher is better. */
  points: number
  /** Which letters of the text were found, in order. */
  at: number[]
}

/** Letter by letter, so that places stay what they are: case and full-width forms make no difference. */
function fold(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const letter = (text[at] ?? '').normalize('NFKC').toLowerCase()
    return letter.length === 1 ? letter : (text[at] ?? '')
  }).join('')
}

/** Where and how well `needle` is in `text`; null when it is not. */
export function find(needle: string, text: string): Found | null {
  const wanted = fold(needle)
  const given = fold(text)
  if (!wanted) return { points: 0, at: [] }
  const whole = together(wanted, given)
  if (whole < 0) return scattered(Array.from(wanted.replaceAll(' ', '')), given)
  const starts = startsWord(given, whole)
  const points = 100 - Math.min(whole, 40) / (starts ? 4 : 1) + (starts ? 20 : 0) + (given.length === wanted.length ? 50 : 0)
  return { points, at: Array.from({ length: wanted.length }, (_, step) => whole + step) }
}

export function score(needle: string, text: string): number | null {
  return find(needle, text)?.points ?? null
}

/** The first place at a word's start, else the first of all. */
function together(wanted: string, given: string): number {
  const first = given.indexOf(wanted)
  for (let at = first; at >= 0; at = given.indexOf(wanted, at + 1)) if (startsWord(given, at)) return at
  return first
}

/** Of all ways to find the letters in order the one with most points: 6 behind the letter before, 5 at a word's start, else 1. */
function scattered(wanted: readonly string[], given: string): Found | null {
  let ways = new Map<number, Found>([[-2, { points: 0, at: [] }]])
  for (const letter of wanted) {
    const next = new Map<number, Found>()
    for (let at = given.indexOf(letter); at >= 0; at = given.indexOf(letter, at + 1)) {
      let best: Found | null = null
      for (const [last, way] of ways) {
        if (last >= at) continue
        const points = way.points + (at === last + 1 ? 6 : afterGap(given, at) ? 5 : 1)
        if (!best || points > best.points) best = { points, at: [...way.at, at] }
      }
      if (best) next.set(at, best)
    }
    ways = next
  }
  let best: Found | null = null
  for (const way of ways.values()) if (!best || way.points > best.points) best = way
  // Letters that stand anywhere, neither together nor at a word's start, are no find.
  if (!best || best.points < wanted.length * 2) return null
  return { points: best.points - Math.min(given.length, 60) / 10, at: best.at }
}

function afterGap(text: string, at: number): boolean {
  return at === 0 || /[\s\-_/.:,“”]/.test(text[at - 1] ?? '')
}

/** Chinese has no gaps: there every character may begin a word. */
function startsWord(text: string, at: number): boolean {
  return afterGap(text, at) || /\p{Script=Han}/u.test(text[at] ?? '')
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
