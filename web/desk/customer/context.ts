/** What the exchange's page said about where the customer is, as rows: what we have a word for comes first. */
import type { PageContext } from '@/api/types'

export interface ContextRow {
  key: string
  value: string
  /** Shown in a monospaced face: pairs, ids, amounts. */
  code: boolean
}

const FIRST = ['page', 'pair', 'order', 'topic', 'coin', 'network', 'txid']
const WORDS = new Set(['page', 'topic', 'coin', 'network'])
const MOST = 12

export function contextRows(context: PageContext): ContextRow[] {
  const rank = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length)
  return Object.entries(context)
    .filter(([, value]) => value !== null && value !== '')
    .sort(([a], [b]) => rank(a) - rank(b))
    .slice(0, MOST)
    .map(([key, value]) => ({ key, value: String(value), code: !WORDS.has(key) }))
}
