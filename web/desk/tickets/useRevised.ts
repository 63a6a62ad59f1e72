/** What an admin saves of the taxonomy: when somebody was faster, his version is there beside one's own. */
import { ref, type ShallowRef, shallowRef } from 'vue'

import { ApiError } from '@/api/http'

import { explain } from '../lib/problems'

export function useRevised<T extends { revision: number }>(seen: T) {
  const busy = ref(false)
  const failure = ref('')
  const theirs: ShallowRef<T | null> = shallowRef(null)
  let revision = seen.revision

  /** Whether it was done. */
  async function attempt(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = ''
    try {
      await act()
      return true
    } catch (reason) {
      if (reason instanceof ApiError && reason.code === 'edited_meanwhile') theirs.value = reason.data['theirs'] as T
      else failure.value = explain(reason)
      return false
    } finally {
      busy.value = false
    }
  }

  /** After a conflict against the version that was shown beside one's own. */
  async function save(act: (revision: number) => Promise<unknown>): Promise<boolean> {
    revision = theirs.value?.revision ?? revision
    theirs.value = null
    return attempt(() => act(revision))
  }

  return { busy, failure, theirs, attempt, save }
}
