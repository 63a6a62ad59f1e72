/** What a button or a dialog does: one at a time, and what it was refused for is said. */
import { ref } from 'vue'

import { explain } from '../lib/problems'

export function useDeed() {
  const busy = ref(false)
  const failure = ref('')

  /** Whether it was done. */
  async function deed(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = ''
    try {
      await act()
      return true
    } catch (reason) {
      failure.value = explain(reason)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, deed }
}
