/** Splits a message's plain text into words, links, names of colleagues, and long names such as addresses and transaction ids. */
import { cites } from '@/shared/cited'
import { type Link, pieces } from '@/shared/links'
import { type SecretKind, splitMarks } from '@/shared/removed'

import { namesPattern } from './names'

export type Segment =
  | { kind: 'text' | 'code' | 'name'; text: string }
  | { kind: 'link'; text: string; link: Link }
  | { kind: 'file'; text: string; file: number }
  | { kind: 'removed'; text: string; secret: SecretKind }

const CODE = /(?<![\w])(?:0x[0-9a-fA-F]{40,64}|[0-9a-fA-F]{64}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[02-9ac-hj-np-z]{25,60})(?![\w])/g

/** `names`: whom the note names; `files`: the numbers of those it may cite. */
export function segments(text: string, names: readonly string[] = [], files: ReadonlySet<number> = new Set()): Segment[] {
  return pieces(text)
    .flatMap((piece): Segment[] => (piece.link ? [{ kind: 'link', text: piece.text, link: piece.link }] : marked(piece.text, CODE, 'code')))
    .flatMap((part) => (part.kind === 'text' ? marked(part.text, namesPattern(names), 'name') : [part]))
    .flatMap((part) => (part.kind === 'text' ? removed(part.text) : [part]))
    .flatMap((part) => (part.kind === 'text' && files.size ? cited(part.text, files) : [part]))
}

function cited(text: string, files: ReadonlySet<number>): Segment[] {
  return cites(text, (number) => files.has(number)).map(({ text: words, file }) => (file ? { kind: 'file', text: words, file } : { kind: 'text', text: words }))
}

function removed(text: string): Segment[] {
  return splitMarks(text).map(({ text: words, kind }) => (kind ? { kind: 'removed', text: words, secret: kind } : { kind: 'text', text: words }))
}

function marked(text: string, pattern: RegExp | null, kind: 'code' | 'name'): Segment[] {
  const parts: Segment[] = []
  let from = 0
  for (const match of pattern ? text.matchAll(pattern) : []) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    parts.push({ kind, text: match[0] })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** `7c2d41…e90b5f`: both ends, for the eye; the whole is copied. */
export function middle(text: string, ends = 6): string {
  return text.length > ends * 2 + 1 ? `${text.slice(0, ends)}…${text.slice(-ends)}` : text
}
