/** A list that follows what the socket says changed: asked for again soon when it shows the conversation, and now and then for what may be new in it. */
import { onBeforeUnmount, onMounted } from 'vue'

import type { ChangedFrame } from '@/api/frames'

import { useLink } from '../stores/link'

/** Several changes together are one question; what is not shown is no reason to ask more often than this. */
export const SOON_MS = 700
export const SELDOM_MS = 8000

/** `shown`: the conversations in the list. `refresh` keeps what is there until its successor has come. */
export function useFresh({ brand, shown, refresh }: { brand: () => string; shown: () => ReadonlySet<string>; refresh: () => Promise<void> }) {
  const link = useLink()
  let timer: ReturnType<typeof setTimeout> | undefined
  let due = Infinity
  let last = -Infinity
  /** What came while nobody looked, or while an answer was on its way. */
  const later = { missed: false, busy: false }

  function plan(at: number): void {
    if (at >= due) return
    due = at
    clearTimeout(timer)
    timer = setTimeout(() => void run(), Math.max(0, at - Date.now()))
  }

  async function run(): Promise<void> {
    due = Infinity
    if (document.hidden || later.busy) {
      later.missed = true
      return
    }
    Object.assign(later, { missed: false, busy: true })
    last = Date.now()
    await refresh().finally(() => { later.busy = false })
    if (later.missed) plan(Date.now() + SOON_MS)
  }

  function onChanged({ conversations, gone = [] }: Pick<ChangedFrame, 'conversations' | 'gone'>): void {
    const here = shown()
    const ours = conversations.filter((one) => one.brand === brand())
    if (gone.some((id) => here.has(id)) || ours.some((one) => here.has(one.id))) plan(Date.now() + SOON_MS)
    else if (ours.length) plan(Math.max(Date.now() + SOON_MS, last + SELDOM_MS))
  }

  const onWorkspace = ({ resync }: { resync: boolean }) => { if (resync) plan(Date.now() + SOON_MS) }
  const onVisible = () => { if (!document.hidden && later.missed) plan(Date.now()) }
  const stops: (() => void)[] = []
  onMounted(() => {
    stops.push(link.live.on('changed', onChanged), link.live.on('workspace', onWorkspace))
    document.addEventListener('visibilitychange', onVisible)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    for (const stop of stops) stop()
    document.removeEventListener('visibilitychange', onVisible)
  })
}
