/** What the kinds of secrets are called: taken out of a text, and before it is sent. */
import { type SecretKind, splitMarks } from '@/shared/removed'

import { t } from '../texts'

export const TAKEN_OUT = {
  seed_phrase: 'secret_seed_phrase',
  private_key: 'secret_private_key',
  api_secret: 'secret_api_secret',
  two_factor_key: 'secret_two_factor_key',
  code: 'secret_code',
  password: 'secret_password',
  card_number: 'secret_card_number',
} as const satisfies Record<SecretKind, string>

export const LOOKS_LIKE = {
  seed_phrase: 'looks_seed_phrase',
  private_key: 'looks_private_key',
  api_secret: 'looks_api_secret',
  two_factor_key: 'looks_two_factor_key',
  code: 'looks_code',
  password: 'looks_password',
  card_number: 'looks_card_number',
} as const satisfies Record<SecretKind, string>

/** A text on one line, with what was taken out of it named in its reader's language. */
export function withMarks(text: string): string {
  return splitMarks(text).map((part) => (part.kind ? `[${t(TAKEN_OUT[part.kind])}]` : part.text)).join('')
}
