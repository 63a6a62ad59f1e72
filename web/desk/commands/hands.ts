/** What only the workspace in sight can do, lent to whoever commands it from outside: the bar runs what the keys run. */
import { onBeforeUnmount, onMounted, shallowRef } from 'vue'

import type { CannedReply, Team } from '@/api/types'

import type { Deed } from '../lib/deeds'

export interface Hands {
  write: (mode: 'reply' | 'note') => void
  insert: (reply: CannedReply) => void
  macros: () => void
  transfer: (team?: Team) => void
  /** What an agent may do about a customer's abuse. */
  protect: () => void
  /** Makes the conversation a ticket, or shows the one it is. */
  ticket: () => void
  /** What is done with the ticket it is. */
  work: (deed: Deed) => void
  filter: () => void
  /** Whether the customer's pane is shown. */
  panel: () => boolean
  togglePanel: () => void
  /** Opens the panel in which the list is narrowed; chooses the row under the cursor. */
  narrow: () => void
  choose: () => void
  foldQueue: () => void
  queueFolded: () => boolean
}

export const hands = shallowRef<Hands | null>(null)

export function lendHands(given: Hands): void {
  onMounted(() => { hands.value = given })
  onBeforeUnmount(() => { if (hands.value === given) hands.value = null })
}
