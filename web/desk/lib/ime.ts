/** An input method is composing: its keys are not ours. Some browsers say so only by the code 229. */
export function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229
}
