/** Which choices fit what was typed, in which order, and which of their letters to mark. Pure: the bar only draws. */
import { find, type Found } from '../lib/fuzzy'

/** What can be sought: a label and a detail that are seen, and other words it is known by. */
export interface Sought {
  id: string
  group: string
  label: string
  detail?: string | undefined
  /** Its names in other languages, synonyms. */
  words: readonly string[]
  /** An id: found by its beginning, from a few letters on. */
  key?: string | undefined
  /** Somebody's own words: scattered letters are found in any of them, so only the whole counts. */
  prose?: boolean | undefined
  /** Too many to list: shown only when they are sought, or were used lately. */
  hidden?: boolean | undefined
}

export interface Hit<T> {
  choice: T
  points: number
  label: readonly number[]
  detail: readonly number[]
}

export interface Group<T> {
  name: string
  hits: Hit<T>[]
}

const LABEL = 3
const DETAIL = 2.5
const WORDS = 2
/** Of two that fit about as well, the one used lately; far less than a better find is worth. */
const RECENT = 24
/** How many of those used lately stand on top before anything is typed. */
const LATELY = 4
/** And the one that stands nearer to what one does: the conversation in sight before places to go. */
const NEAR = 15
const KEY_LETTERS = 6

function whole(needle: string, text: string): Found | null {
  const found = find(needle, text)
  return found && found.at.length === needle.length && isRun(found.at) ? found : null
}

const isRun = (at: readonly number[]) => at.every((place, step) => step === 0 || place === (at[step - 1] ?? 0) + 1)

const keyPoints = (term: string, key = '') => (term.length >= KEY_LETTERS && key.startsWith(term.toLowerCase()) ? 100 : 0)

function seekTerm<T extends Sought>(term: string, choice: T): Hit<T> | null {
  const seek = choice.prose ? whole : find
  const label = seek(term, choice.label)
  const detail = choice.detail ? seek(term, choice.detail) : null
  const words = Math.max(keyPoints(term, choice.key), ...choice.words.map((word) => whole(term, word)?.points ?? 0))
  const points = Math.max((label?.points ?? 0) * LABEL, (detail?.points ?? 0) * DETAIL, words * WORDS)
  return points > 0 ? { choice, points, label: label?.at ?? [], detail: detail?.at ?? [] } : null
}

/** As it was typed, or each of its words by itself: the better of the two. */
export function seek<T extends Sought>(query: string, choice: T): Hit<T> | null {
  const together = seekTerm(query, choice)
  const terms = query.split(/\s+/)
  if (terms.length < 2) return together
  const each = terms.map((term) => seekTerm(term, choice)).filter((hit) => hit !== null)
  if (each.length < terms.length) return together
  const points = each.reduce((sum, hit) => sum + hit.points, 0) / terms.length
  if (together && together.points >= points) return together
  const union = (of: 'label' | 'detail') => [...new Set(each.flatMap((hit) => hit[of]))].sort((a, b) => a - b)
  return { choice, points, label: union('label'), detail: union('detail') }
}

/** Groups with their finds, best first; nothing sought: those used lately first, the others in the order given. */
export function arrange<T extends Sought>(query: string, choices: readonly T[], recent: readonly string[], most = 60): Group<T>[] {
  const sought = query.trim()
  return sought ? ranked(sought, choices, recent, most) : unasked(choices, recent)
}

function ranked<T extends Sought>(query: string, choices: readonly T[], recent: readonly string[], most: number): Group<T>[] {
  const lately = (id: string) => {
    const place = recent.indexOf(id)
    return place < 0 ? 0 : RECENT / (place + 1)
  }
  const hits = choices.flatMap((choice, place) => {
    const hit = seek(query, choice)
    return hit ? [{ ...hit, points: hit.points + lately(choice.id) + NEAR * (1 - place / choices.length) }] : []
  })
  return gather(hits.sort((a, b) => b.points - a.points).slice(0, most))
}

function unasked<T extends Sought>(choices: readonly T[], recent: readonly string[]): Group<T>[] {
  const plain = (choice: T): Hit<T> => ({ choice, points: 0, label: [], detail: [] })
  const lately = recent.flatMap((id) => choices.filter((choice) => choice.id === id)).slice(0, LATELY)
  const others = choices.filter((choice) => !lately.includes(choice) && !choice.hidden)
  const groups = gather(others.map(plain))
  return lately.length ? [{ name: 'recent', hits: lately.map(plain) }, ...groups] : groups
}

/** By group, in the order in which each first appears. */
function gather<T extends Sought>(hits: readonly Hit<T>[]): Group<T>[] {
  const groups = new Map<string, Hit<T>[]>()
  for (const hit of hits) groups.set(hit.choice.group, [...(groups.get(hit.choice.group) ?? []), hit])
  return [...groups].map(([name, found]) => ({ name, hits: found }))
}

/** A text cut into what is marked and what is not. */
export function pieces(text: string, at: readonly number[]): { text: string; marked: boolean }[] {
  const wanted = new Set(at)
  const cut: { text: string; marked: boolean }[] = []
  for (let place = 0; place < text.length; place++) {
    const marked = wanted.has(place)
    const last = cut.at(-1)
    const letter = text.charAt(place)
    if (last?.marked === marked) last.text += letter
    else cut.push({ text: letter, marked })
  }
  return cut
}

/** A conversation's full id, alone or at the end of the desk's address. */
export function idIn(text: string): string | null {
  return /^(?:\S*\/)?([0-9a-f]{32})(?:[?#]\S*)?$/i.exec(text.trim())?.[1]?.toLowerCase() ?? null
}
