/** What a page is about, asked for again when it becomes another thing and when the connection is back. */
import { onScopeDispose, ref, shallowRef, watch, type WatchSource } from 'vue'

import { useLink } from '../stores/link'

/** `key`: whatever the answer depends on; an answer that comes after it has changed is dropped. */
export function useLoaded<T>(key: WatchSource, fetch: () => Promise<T>) {
  const link = useLink()
  const value = shallowRef<T | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const error = shallowRef<unknown>(null)
  let flight = 0

  /** What is shown stays until its successor is there. */
  async function load(): Promise<void> {
    const mine = ++flight
    if (state.value !== 'ready') state.value = 'loading'
    try {
      const found = await fetch()
      if (mine !== flight) return
      value.value = found
      state.value = 'ready'
    } catch (reason) {
      if (mine !== flight) return
      error.value = reason
      state.value = 'failed'
    }
  }

  watch(key, () => {
    state.value = 'loading'
    value.value = null
    void load()
  }, { immediate: true })
  watch(() => link.state, (now) => { if (now === 'online' && state.value === 'failed') void load() })
  onScopeDispose(() => { flight++ })

  return { value, state, error, load }
}
