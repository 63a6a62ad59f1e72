/** When presence changes by itself. Pure but for the note in the browser's storage, by which all tabs know the same. */
import type { Presence } from '@/api/types'

export interface KeptPresence {
  presence: Presence
  /** Nobody chose it: it goes back with the next touch. */
  byItself: boolean
}

export const PRESENCE_KEY = 'fairlead.desk.presence'
export const ACTIVE_KEY = 'fairlead.desk.active'

/** Away after so many minutes without a touch, and back with the next one; what a hand chose is never changed. */
export function nextPresence(presence: Presence, byItself: boolean, idleMs: number, minutes: number): Presence | null {
  const idle = minutes > 0 && idleMs >= minutes * 60_000
  if (presence === 'online' && idle) return 'away'
  return presence === 'away' && byItself && !idle ? 'online' : null
}

export function readPresence(text: string | null): KeptPresence | null {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<KeptPresence> | null
    return value && ['online', 'busy', 'away', 'offline'].includes(value.presence ?? '') ? { presence: value.presence as Presence, byItself: value.byItself === true } : null
  } catch {
    return null
  }
}

export function keepPresence(kept: KeptPresence): void {
  try {
    localStorage.setItem(PRESENCE_KEY, JSON.stringify(kept))
  } catch {
    // Without storage each tab knows only its own touches.
  }
}
