/** What reads the addresses and marks in a text comes with the first that has one. Until then, and where it does not come, a text is just text. */
import { shallowRef } from 'vue'

import { laterModule } from './later'

const load = () => laterModule(() => import('./links'))

export const links = shallowRef<Awaited<ReturnType<typeof load>> | null>(null)

export function wantLinks(text: string): void {
  if (!links.value && /https?:\/\/|\[removed: |#\d/i.test(text)) void load().then((come) => (links.value = come), () => undefined)
}
