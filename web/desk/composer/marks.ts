/** Marks in the text that open a list: `@` names a colleague in a note, `[[` looks for an article. Pure. */
import type { Person, SearchResult } from '@/api/types'

import { namesPattern } from '../lib/names'

export type Mark = { kind: 'agent' | 'article'; start: number; query: string }

/** The mark at the caret; an `@` begins a word, so that addresses of mail are left alone. */
export function markAt(text: string, caret: number, { note }: { note: boolean }): Mark | null {
  const before = text.slice(0, caret)
  const article = /\[\[([^[\]\n]{0,80})$/u.exec(before)
  if (article) return { kind: 'article', start: article.index, query: article[1] ?? '' }
  const agent = note ? /(?:^|[\s(（，。、：])@([^\s@]{0,40})$/u.exec(before) : null
  return agent ? { kind: 'agent', start: caret - (agent[1] ?? '').length - 1, query: agent[1] ?? '' } : null
}

/** Whom a note names, by id, in the order of the text; of two with one name both are meant. */
export function mentionsIn(text: string, agents: readonly Pick<Person, 'id' | 'name'>[]): string[] {
  const pattern = namesPattern(agents.map((agent) => agent.name))
  const names = pattern ? [...text.matchAll(pattern)].map((match) => match[1]) : []
  return [...new Set(names.flatMap((name) => agents.filter((agent) => agent.name === name).map((agent) => agent.id)))].slice(0, 20)
}

/** What a customer gets of an article: its name and where it can be read. */
export function articleLink({ title, url }: Pick<SearchResult, 'title' | 'url'>, origin: string): string {
  return `${title}: ${new URL(url, origin).href} `
}
