/** How much fits into one message: code points and bytes, whichever is reached first. */
import type { Limits } from '@/api/types'
import { composes } from '@/shared/keys'

const encoder = new TextEncoder()

export type Room = { state: 'free' } | { state: 'near'; left: number } | { state: 'over'; by: number } | { state: 'bytes' }

export function room(text: string, limits: Limits): Room {
  // Cheap first: a text this short fits in any way of counting.
  if (text.length * 4 < limits.text_bytes && text.length < limits.text_chars - 500) return { state: 'free' }
  const points = Array.from(text).length
  if (points > limits.text_chars) return { state: 'over', by: points - limits.text_chars }
  if (encoder.encode(text).length > limits.text_bytes) return { state: 'bytes' }
  const left = limits.text_chars - points
  return left <= 500 ? { state: 'near', left } : { state: 'free' }
}

export interface KeyPress {
  key: string
  isComposing: boolean
  keyCode: number
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

/** What a key press means in the composer; an Enter that ends an input method's word never sends. */
export function keyMeans(event: KeyPress, enterSends: boolean): 'send' | 'type' {
  if (event.key !== 'Enter' || composes(event)) return 'type'
  if (event.ctrlKey || event.metaKey) return 'send'
  return enterSends && !event.shiftKey && !event.altKey ? 'send' : 'type'
}
