/** A text that is not saved yet, per editor and translation, kept in the browser through reloads and crashes for two weeks. */
import type { ArticleWords } from '@/api/help-types'

export interface Kept extends ArticleWords {
  /** Of the translation it was written over. */
  edition: number
  at: number
}

const KEEP_MS = 14 * 24 * 3600 * 1000
const PREFIX = 'fairlead.desk.article.'
const key = (agent: string, translation: string) => `${PREFIX}${agent}.${translation}`

function isKept(value: unknown): value is Kept {
  const it = value as Partial<Kept> | null
  const texts = [it?.title, it?.summary, it?.body]
  return texts.every((text) => typeof text === 'string') && Array.isArray(it?.questions) && typeof it.edition === 'number' && typeof it.at === 'number'
}

export function readKept(agent: string, translation: string, now = Date.now()): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(agent, translation)) ?? 'null')
    return isKept(kept) && kept.at > now - KEEP_MS ? kept : null
  } catch {
    return null
  }
}

/** False where the browser does not keep it: the page then asks before it is left. */
export function keep(agent: string, translation: string, words: ArticleWords, edition: number, now = Date.now()): boolean {
  try {
    localStorage.setItem(key(agent, translation), JSON.stringify({ ...words, edition, at: now }))
    return true
  } catch {
    return false
  }
}

export function drop(agent: string, translation: string): void {
  try {
    localStorage.removeItem(key(agent, translation))
  } catch {
    // Nothing is kept where nothing can be.
  }
}

/** What nobody came back to is removed. */
export function sweep(now = Date.now()): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue
      const at = (JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Kept>).at ?? 0
      if (at < now - KEEP_MS) localStorage.removeItem(name)
    }
  } catch {
    // Nothing to sweep.
  }
}
