/** The rows of the view in sight: narrowed by the address and by text, divided into groups, with a cursor that the keyboard moves. */
import { computed, type Ref, ref, watch } from 'vue'

import type { Conversation, ListFilters, View } from '@/api/types'

import { useQueue } from '../stores/queue'
import { useSession } from '../stores/session'
import { groups } from './rules'

export type Row = { kind: 'head'; key: string; name: 'now' | 'theirs'; count: number } | { kind: 'item'; key: string; conversation: Conversation; place: number }

export function fits(conversation: Conversation, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  const { id, subject, preview, customer } = conversation
  return !wanted || [customer?.name, subject, preview, id].some((part) => part?.toLowerCase().includes(wanted))
}

export function useRows(view: Ref<View>, filters: Ref<ListFilters>, current: Ref<string | null>) {
  const queue = useQueue()
  const session = useSession()
  const text = ref('')
  const cursor = ref<string | null>(null)
  let cursorPlace = 0

  const list = computed(() => queue.list(view.value, filters.value))
  const rows = computed<Row[]>(() => {
    let place = 0
    return groups(view.value, list.value.items.filter((item) => fits(item, text.value))).flatMap((group): Row[] => [
      ...(group.name ? [{ kind: 'head' as const, key: group.name, name: group.name, count: group.items.length }] : []),
      ...group.items.map((conversation): Row => ({ kind: 'item', key: conversation.id, conversation, place: ++place })),
    ])
  })
  const items = computed(() => rows.value.flatMap((row) => (row.kind === 'item' ? [row] : [])))
  const brandNames = computed(() => new Map((session.me?.brands ?? []).map((one) => [one.key, one.name])))

  /** The row that Tab reaches: where the cursor was, else what is open, else the first. */
  const focusable = computed(() => {
    const has = (id: string | null) => id !== null && items.value.some((item) => item.key === id)
    if (has(cursor.value)) return cursor.value
    return has(current.value) ? current.value : (items.value[0]?.key ?? null)
  })

  /** Moves the cursor; where its row has gone meanwhile, it goes on from the same place. */
  function move(step: number): string | null {
    const from = cursor.value ?? current.value
    const at = items.value.findIndex((item) => item.key === from)
    const start = at >= 0 ? at + step : from === null ? (step > 0 ? 0 : items.value.length - 1) : cursorPlace
    const to = Math.max(0, Math.min(items.value.length - 1, start))
    const found = items.value[to]
    if (!found) return null
    cursorPlace = to
    cursor.value = found.key
    return found.key
  }

  /** The row so far from the cursor, without going there. */
  const peek = (step: number): string | null => items.value[cursorPlace + step]?.key ?? null

  watch([view, filters], () => (cursor.value = null))
  watch(current, (id) => { if (id) cursor.value = id })

  return { list, rows, items, text, cursor, focusable, brandNames, move, peek, loaded: computed(() => list.value.items.length) }
}
