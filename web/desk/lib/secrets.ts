/** A text on one line, with what was taken out of it named in its reader's language. */
import { type SecretKind, splitMarks } from '@/shared/removed'

export function withMarks(text: string, say: (key: `secret.${SecretKind}`) => string): string {
  return splitMarks(text).map((part) => (part.kind ? `[${say(`secret.${part.kind}`)}]` : part.text)).join('')
}
