/** Tells the server what has been read: only what stood in a focused, visible window at the end of the log. */
import { onBeforeUnmount, onMounted, type Ref, ref, watch } from 'vue'

import { useLink } from '../stores/link'
import { useQueue } from '../stores/queue'
import { useTalks } from '../stores/talks'

export function useReading({ id, last, atEnd }: { id: string; last: () => number; atEnd: Ref<boolean> }): void {
  const { live } = useLink()
  const queue = useQueue()
  const talks = useTalks()
  const looked = ref(false)

  const look = () => (looked.value = document.visibilityState === 'visible' && document.hasFocus())
  const leave = () => {
    look()
    // What comes while nobody looks is new when somebody looks again.
    if (!looked.value && atEnd.value) talks.markNew(id)
  }

  watch([looked, atEnd, last], ([watching, end, number]) => {
    if (!watching || !end || number === 0) return
    live.read(id, number)
    queue.seen(id)
  }, { immediate: true })

  onMounted(() => {
    look()
    addEventListener('focus', look)
    addEventListener('blur', leave)
    document.addEventListener('visibilitychange', leave)
  })
  onBeforeUnmount(() => {
    removeEventListener('focus', look)
    removeEventListener('blur', leave)
    document.removeEventListener('visibilitychange', leave)
  })
}
