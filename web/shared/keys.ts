/**
 * True for a key that belongs to an input method, which is putting a word together: it must never send or choose.
 * 229 is what Safari says for the Enter that takes the word over, when `isComposing` is already false.
 */
export function composes(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229
}
