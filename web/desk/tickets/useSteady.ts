/** A list that changes under its reader's eyes: what he looks at stays where it is, and the focus on what it was on. */
import { nextTick, type Ref } from 'vue'

export function useSteady(list: Ref<HTMLElement | undefined>) {
  const rowsOf = () => [...(list.value?.children ?? [])] as HTMLElement[]

  /** `change`: puts the new rows in the place of the old; a row of the same key is the same element. */
  return async function steady(change: () => void): Promise<void> {
    const rows = rowsOf()
    const scroller = list.value?.closest<HTMLElement>('.page') ?? null
    const focus = document.activeElement instanceof HTMLElement ? document.activeElement : null
    const at = rows.findIndex((row) => row.contains(focus))
    const edge = scroller?.getBoundingClientRect().top ?? 0
    const seen = [...(at < 0 ? [] : [rows[at]]), ...rows.filter((row) => row.getBoundingClientRect().bottom > edge)]
      .flatMap((row) => (row ? [{ row, top: row.getBoundingClientRect().top }] : []))
    change()
    await nextTick()
    if (focus && at >= 0) {
      // Of a row that has gone the one in its place.
      const next = focus.isConnected ? focus : rowsOf().at(Math.min(at, rowsOf().length - 1))?.querySelector<HTMLElement>('a')
      if (document.activeElement !== next) next?.focus({ preventScroll: true })
    }
    const stays = seen.find(({ row }) => row.isConnected)
    // Who is at the top sees what comes in there.
    if (!scroller || !stays || (scroller.scrollTop === 0 && at < 0)) return
    scroller.scrollTop += stays.row.getBoundingClientRect().top - stays.top
  }
}
