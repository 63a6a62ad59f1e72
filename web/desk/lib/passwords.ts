/** What a new password must be, said before it is sent; what is too common only the server knows. */

export const PASSWORD_MIN = 10
export const PASSWORD_BYTES = 1024

/** The key of what is wrong with it under `password`, or an empty string. */
export function passwordProblem(password: string): '' | 'needNew' | 'tooShort' | 'tooLong' {
  if (!password) return 'needNew'
  const composed = password.normalize('NFC')
  if (Array.from(composed).length < PASSWORD_MIN) return 'tooShort'
  return new TextEncoder().encode(password).length > PASSWORD_BYTES ? 'tooLong' : ''
}

/** Without what is mistaken for another when it is read out. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four groups of five, about 99 bits: to be handed over once and changed then. */
export function suggestPassword(): string {
  const drawn: string[] = []
  while (drawn.length < 20) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      // The last bytes would make the first letters likelier.
      if (byte < 256 - (256 % LETTERS.length) && drawn.length < 20) drawn.push(LETTERS[byte % LETTERS.length] ?? '')
    }
  }
  return [0, 5, 10, 15].map((at) => drawn.slice(at, at + 5).join('')).join('-')
}
