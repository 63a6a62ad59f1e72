/** Which rows of a long list are drawn: those in sight and some beyond, between two spacers. Rows tell their height. */
import { computed, onBeforeUnmount, onMounted, type Ref, ref } from 'vue'

const BEYOND_PX = 480
/** Lists shorter than this are drawn whole. */
const SHORT = 60

/** Where each row starts; one more at the end for the height of the whole. */
export function offsets(heights: readonly number[]): number[] {
  const starts = [0]
  for (const height of heights) starts.push((starts.at(-1) ?? 0) + height)
  return starts
}

/** The index of the row that covers this height. */
export function rowAt(starts: readonly number[], y: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle + 1] ?? Infinity) > y) high = middle
    else low = middle + 1
  }
  return low
}

export function slice(starts: readonly number[], top: number, visible: number): { from: number; to: number } {
  const count = starts.length - 1
  if (count <= SHORT) return { from: 0, to: count }
  return {
    from: Math.min(count, rowAt(starts, Math.max(0, top - BEYOND_PX))),
    to: Math.min(count, rowAt(starts, top + visible + BEYOND_PX) + 1),
  }
}

export function useWindow(scroller: Ref<HTMLElement | undefined>, heights: Ref<readonly number[]>) {
  const top = ref(0)
  const visible = ref(800)
  const starts = computed(() => offsets(heights.value))
  const total = computed(() => starts.value.at(-1) ?? 0)
  const range = computed(() => slice(starts.value, top.value, visible.value))
  const before = computed(() => starts.value[range.value.from] ?? 0)
  const after = computed(() => total.value - (starts.value[range.value.to] ?? total.value))
  /** How much is left below what is seen. */
  const below = computed(() => total.value - top.value - visible.value)

  const read = () => {
    if (!scroller.value) return
    top.value = scroller.value.scrollTop
    visible.value = scroller.value.clientHeight
  }
  let observer: ResizeObserver | undefined
  onMounted(() => {
    if (!scroller.value) return
    scroller.value.addEventListener('scroll', read, { passive: true })
    observer = new ResizeObserver(read)
    observer.observe(scroller.value)
    read()
  })
  onBeforeUnmount(() => observer?.disconnect())

  /** Moves just so far that the row is in sight. */
  function reveal(index: number): void {
    const box = scroller.value
    if (!box) return
    const start = starts.value[index] ?? 0
    const end = starts.value[index + 1] ?? start
    if (start < box.scrollTop) box.scrollTop = start
    else if (end > box.scrollTop + box.clientHeight) box.scrollTop = end - box.clientHeight
    read()
  }

  return { range, before, after, below, reveal }
}
