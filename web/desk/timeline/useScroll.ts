/** The log stays at its newest line while one is there, and where one is while older lines come in above. */
import { nextTick, onBeforeUnmount, onMounted, type Ref, ref } from 'vue'

const NEAR_PX = 48

export function useScroll(box: Ref<HTMLElement | undefined>) {
  const atEnd = ref(true)
  let observer: ResizeObserver | undefined
  let held: { height: number; top: number } | null = null

  const read = () => {
    const element = box.value
    if (element) atEnd.value = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX
  }

  function toEnd(smooth = false): void {
    box.value?.scrollTo({ top: box.value.scrollHeight, behavior: smooth ? 'smooth' : 'instant' })
    atEnd.value = true
  }

  /** Remembers the place before older lines are put in front; `restore` goes back to it. */
  function hold(): void {
    if (box.value) held = { height: box.value.scrollHeight, top: box.value.scrollTop }
  }

  async function restore(): Promise<void> {
    await nextTick()
    if (box.value && held) box.value.scrollTop = held.top + box.value.scrollHeight - held.height
    held = null
    read()
  }

  onMounted(() => {
    const element = box.value
    if (!element) return
    element.addEventListener('scroll', read, { passive: true })
    // Pictures that arrive, a composer that grows, a keyboard that opens: the end stays the end.
    observer = new ResizeObserver(() => { if (atEnd.value) toEnd() })
    observer.observe(element)
    if (element.firstElementChild) observer.observe(element.firstElementChild)
  })
  onBeforeUnmount(() => observer?.disconnect())

  /** After a jump elsewhere: the event that says so comes too late for a log that grows in the same moment. */
  return { atEnd, toEnd, hold, restore, moved: read }
}
