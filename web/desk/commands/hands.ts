/** What only the workspace in sight can do, lent to whoever commands it from outside: the bar runs what the keys run. */
import { onBeforeUnmount, onMounted, shallowRef } from 'vue'

import type { CannedReply, Team } from '@/api/types'

export interface Hands {
  write: (mode: 'reply' | 'note') => void
  insert: (reply: CannedReply) => void
  transfer: (team?: Team) => void
  filter: () => void
  /** The customer's pane: null while it stands beside the conversation and cannot be folded. */
  panel: () => boolean | null
  togglePanel: () => void
}

export const hands = shallowRef<Hands | null>(null)

export function lendHands(given: Hands): void {
  onMounted(() => { hands.value = given })
  onBeforeUnmount(() => { if (hands.value === given) hands.value = null })
}
