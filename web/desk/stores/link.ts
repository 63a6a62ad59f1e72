/** The one live connection of the desk: started after sign-in, its state shown honestly, its events handed to the stores. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { makeTicket } from '@/api/desk'
import type { Limits } from '@/api/types'
import { Live, type LiveState } from '@/shared/live'
import { openOutbox } from '@/shared/outbox'

import { setServerTime } from '../lib/now'
import { usePrefs } from './prefs'

export const useLink = defineStore('link', () => {
  const prefs = usePrefs()
  const state = ref<LiveState>('idle')
  /** True once the first welcome has come: before, "connecting" is no news. */
  const known = ref(false)
  /** The browser itself says that there is no network: told at once, long before the connection is known to be dead. */
  const networkless = ref(!navigator.onLine)
  for (const event of ['online', 'offline']) addEventListener(event, () => (networkless.value = !navigator.onLine))
  const limits = ref<Limits>({ text_chars: 10_000, text_bytes: 40_000, files: 10, file_types: {} })

  const live = new Live({
    async credentials() {
      return { ticket: (await makeTicket()).ticket }
    },
    locale: () => prefs.locale,
  })
  live.on('state', (event) => (state.value = event.state))
  live.on('welcome', (frame) => {
    known.value = true
    limits.value = frame.limits
    setServerTime(frame.time)
  })

  async function start(agent: string): Promise<void> {
    live.start()
    await live.sender.restore(await openOutbox('fairlead-desk'), agent)
  }

  function stop(): void {
    live.unfollowAll()
    live.stop()
    known.value = false
  }

  return { state, known, networkless, limits, live, start, stop }
})
