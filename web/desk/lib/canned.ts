/** Canned replies: which fit what was typed after `/`, and what their variables become. */
import type { CannedReply } from '@/api/types'

import { rank } from './fuzzy'

/** `/dep` at the caret: where the slash stands and what follows it. */
export interface Slash {
  start: number
  query: string
}

/** A slash begins a line or follows white space, and no white space follows it; `1/2` and addresses are left alone. */
export function slashAt(text: string, caret: number): Slash | null {
  const match = /(?:^|\s)\/([^\s/]{0,40})$/u.exec(text.slice(0, caret))
  if (!match) return null
  const query = match[1] ?? ''
  return { start: caret - query.length - 1, query }
}

const language = (locale: string) => locale.toLowerCase().split('-')[0]

/** Replies in the customer's language come first, then the others; within each what fits best. */
export function suggest(replies: readonly CannedReply[], query: string, locale: string): CannedReply[] {
  const found = rank(query, replies, [
    { of: (reply) => reply.shortcut, weight: 3 },
    { of: (reply) => reply.title, weight: 2 },
    { of: (reply) => reply.text, weight: 0.5, whole: true },
  ])
  const same = found.filter((reply) => language(reply.locale) === language(locale))
  return [...same, ...found.filter((reply) => !same.includes(reply))]
}

export const VARIABLES = ['customer.name', 'customer.tier', 'agent.name', 'brand', 'conversation.id'] as const
/** A variable that is still one: nobody has filled it. */
export const VARIABLE = /\{\{\s*[a-z._]+\s*\}\}/

export type Variables = Record<(typeof VARIABLES)[number], string>

/** `{{customer.name}}` and its like; what has no value stays as it is, so that it is seen before it is sent. */
export function fill(text: string, variables: Variables): string {
  return text.replace(/\{\{\s*([a-z.]+)\s*\}\}/g, (whole, name: string) =>
    (name in variables && variables[name as keyof Variables]) || whole)
}

/** `text` with `insert` in place of what stands from `start` to the caret, and where the caret goes. */
export function place(text: string, start: number, caret: number, insert: string): { text: string; caret: number } {
  return { text: text.slice(0, start) + insert + text.slice(caret), caret: start + insert.length }
}

/** The first name between braces that nobody would fill in. */
export function unknownVariable(text: string): string | null {
  const names = [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((match) => match[1] ?? '')
  return names.find((name) => !VARIABLES.some((known) => known === name)) ?? null
}
