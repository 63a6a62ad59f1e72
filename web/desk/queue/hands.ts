/** What the list lends to the workspace around it, for its keys. */
import type { Conversation } from '@/api/types'

export interface QueueHands {
  step: (by: number) => void
  stretch: (by: number) => void
  pick: () => void
  openCursor: () => void
  openFilter: () => Promise<void>
  toggleFilters: () => Promise<void>
  /** The saved list in this place, if there is one. */
  openSaved: (place: number) => void
  /** The chosen ones; what is to be done with them is asked for, or they are chosen no longer. */
  chosen: readonly Conversation[]
  move: () => void
  clear: () => void
  /** Whether there was anything to clear. */
  clearSelection: () => boolean
}
