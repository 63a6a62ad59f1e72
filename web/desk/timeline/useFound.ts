/** The entry the address names (`at`): older pages are fetched until it is there, then it is shown, marked for a moment. */
import { nextTick, onBeforeUnmount, type Ref, watch } from 'vue'

import { useTalks } from '../stores/talks'
import { useWhere } from '../where'

const SHOWN = 2600

export function useFound({ id, box, entryOf, moved }: { id: string; box: Ref<HTMLElement | undefined>; entryOf: (number: number) => string | undefined; moved: () => void }) {
  const talks = useTalks()
  const { at } = useWhere()
  let marked: HTMLElement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function unmark(): void {
    clearTimeout(timer)
    marked?.classList.remove('found')
  }

  async function show(): Promise<void> {
    const number = at.value
    if (!number || !(await talks.reach(id, number))) return
    await nextTick()
    const entry = entryOf(number)
    const line = entry && at.value === number ? box.value?.querySelector<HTMLElement>(`[data-entry="${CSS.escape(entry)}"]`) : null
    if (!line) return
    unmark()
    marked = line
    line.scrollIntoView({ block: 'center' })
    moved()
    line.classList.add('found')
    timer = setTimeout(unmark, SHOWN)
  }

  watch(at, () => void show())
  onBeforeUnmount(unmark)

  return { at, show }
}
