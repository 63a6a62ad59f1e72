/** What a customer reads of it can be taken back for as long as a reply can: it waits in the page, and who goes elsewhere has meant it. */
import { onScopeDispose, ref } from 'vue'

import { usePrefs } from './prefs'

interface Waiting {
  timer: ReturnType<typeof setTimeout>
  act: () => void
  back: () => void
}

export function useLater() {
  const prefs = usePrefs()
  /** For how many seconds what waits now has been held; 0: nothing waits. */
  const seconds = ref(0)
  let waiting: Waiting | null = null

  function end(): Waiting | null {
    const one = waiting
    if (one) clearTimeout(one.timer)
    waiting = null
    seconds.value = 0
    return one
  }

  /** `back`: it was taken back. Whoever sends replies at once sends this at once. */
  function later(act: () => void, back: () => void = () => undefined): void {
    sendNow()
    if (!prefs.undoSeconds) return act()
    seconds.value = prefs.undoSeconds
    waiting = { act, back, timer: setTimeout(sendNow, prefs.undoSeconds * 1000) }
  }

  const sendNow = () => end()?.act()
  const takeBack = () => end()?.back()

  const stay = (event: BeforeUnloadEvent) => { if (waiting) event.preventDefault() }
  addEventListener('beforeunload', stay)
  onScopeDispose(() => {
    removeEventListener('beforeunload', stay)
    sendNow()
  })

  return { seconds, later, sendNow, takeBack }
}
