/**
 * What has been read: only what stood in a focused, visible window at the end of the log. The server is told at once; a
 * writer has seen it when it stood there long enough for a glance, or when it was there as the conversation was opened.
 */
import { onBeforeUnmount, onMounted, type Ref, ref, watch } from 'vue'

import { useLink } from '../stores/link'
import { useQueue } from '../stores/queue'
import { useTalks } from '../stores/talks'

const GLANCE_MS = 1500

export function useReading({ id, last, atEnd }: { id: string; last: () => number; atEnd: Ref<boolean> }): void {
  const { live } = useLink()
  const queue = useQueue()
  const talks = useTalks()
  const looked = ref(false)
  let opened = false
  let glance: ReturnType<typeof setTimeout> | undefined

  const look = () => (looked.value = document.visibilityState === 'visible' && document.hasFocus())
  const leave = () => {
    look()
    // What comes while nobody looks is new when somebody looks again.
    if (!looked.value && atEnd.value) talks.markNew(id)
  }

  watch([looked, atEnd, last], ([watching, end, number]) => {
    clearTimeout(glance)
    if (!watching || !end || number === 0) return
    live.read(id, number)
    queue.seen(id)
    if (opened) glance = setTimeout(() => talks.saw(id, number), GLANCE_MS)
    else talks.saw(id, number)
    opened = true
  }, { immediate: true })

  onMounted(() => {
    look()
    addEventListener('focus', look)
    addEventListener('blur', leave)
    document.addEventListener('visibilitychange', leave)
  })
  onBeforeUnmount(() => {
    clearTimeout(glance)
    removeEventListener('focus', look)
    removeEventListener('blur', leave)
    document.removeEventListener('visibilitychange', leave)
  })
}
