/** The brand's list of words that mean the same, as lines of a field. Pure. */
import type { SynonymGroup } from '@/api/help-types'

type Group = Pick<SynonymGroup, 'locale' | 'words'>

const COMMAS = /[,，、;；]/

/** Groups of which a word stands in the text; a Latin word only as a whole one. */
export function groupsIn<G extends Group>(groups: readonly G[], text: string, locale: string): G[] {
  const sought = text.toLowerCase()
  const has = (word: string) => {
    const small = word.toLowerCase()
    for (let at = sought.indexOf(small); at >= 0; at = sought.indexOf(small, at + 1)) {
      const around = [sought[at - 1] ?? '', sought[at + small.length] ?? '']
      if (!/^[a-z0-9]/.test(small) || !around.some((letter) => /[a-z0-9]/.test(letter))) return true
    }
    return false
  }
  return groups.filter((group) => (!group.locale || group.locale === locale) && group.words.some((word) => word && has(word)))
}

/** A line of a language other than every one begins with its tag in brackets: `[zh-CN] 到账, 入账`. */
export const linesFrom = (groups: readonly Group[]) => groups.map(({ locale, words }) => `${locale ? `[${locale}] ` : ''}${words.join(', ')}`).join('\n')

export interface Read {
  groups: Group[]
  /** Of lines with fewer than two words, counted from 1. */
  short: number[]
}

export function readLines(text: string): Read {
  const groups: Group[] = []
  const short: number[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const [, locale = '', rest = ''] = /^\s*(?:\[([A-Za-z0-9-]*)\])?(.*)$/s.exec(line) ?? []
    const words = [...new Set(rest.split(COMMAS).map((word) => word.trim()).filter(Boolean))]
    if (!line.trim()) continue
    if (words.length < 2) short.push(at + 1)
    groups.push({ locale, words })
  }
  return { groups, short }
}
