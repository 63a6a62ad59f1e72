/** The marks the server leaves in a text for what it took out before it was written (docs/protocol.md, `removed`). */
const SAID = {
  seed_phrase: 'seed phrase',
  private_key: 'private key',
  api_secret: 'API secret',
  two_factor_key: 'two-factor key',
  code: 'one-time code',
  password: 'password',
  card_number: 'card number',
} as const

export type SecretKind = keyof typeof SAID

const KIND_OF = new Map(Object.entries(SAID).map(([kind, said]) => [said as string, kind as SecretKind]))
const MARK = new RegExp(String.raw`\[removed: (${[...KIND_OF.keys()].join('|')})\]`, 'g')

/** Whoever puts the parts' texts together again has the text; a part with a `kind` is a mark. */
export function splitMarks(text: string): { text: string; kind?: SecretKind }[] {
  const parts: { text: string; kind?: SecretKind }[] = []
  let from = 0
  for (const match of text.matchAll(MARK)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index) })
    const kind = KIND_OF.get(match[1] ?? '')
    parts.push({ text: match[0], ...(kind && { kind }) })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
