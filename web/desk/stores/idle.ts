/** Presence by itself: away when no tab of this browser was touched for long, back with the next touch. */
import { defineStore } from 'pinia'

import { ACTIVE_KEY, keepPresence, nextPresence, PRESENCE_KEY, readPresence } from '../lib/idle'
import { usePrefs } from './prefs'
import { useSession } from './session'

const LOOK_MS = 5000
/** A touch is told to the other tabs no more often than this. */
const TELL_MS = 5000

export const useIdle = defineStore('idle', () => {
  const session = useSession()
  const prefs = usePrefs()
  let touched = Date.now()
  let told = 0
  let changing = false
  let started = false

  const stored = (key: string) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }

  async function look(): Promise<void> {
    const me = session.me
    if (!me || changing) return
    const last = Math.max(touched, Number(stored(ACTIVE_KEY) ?? 0))
    const kept = readPresence(stored(PRESENCE_KEY))
    const next = nextPresence(me.presence, kept?.presence === me.presence && kept.byItself, Date.now() - last, prefs.idleMinutes)
    if (!next) return
    changing = true
    try {
      await session.setPresence(next)
      keepPresence({ presence: next, byItself: next === 'away' })
    } catch {
      // Not reached: the next look tries again.
    } finally {
      changing = false
    }
  }

  function touch(): void {
    touched = Date.now()
    if (touched - told < TELL_MS) return
    told = touched
    try {
      localStorage.setItem(ACTIVE_KEY, String(touched))
    } catch {
      // Without storage this tab speaks for itself.
    }
    void look()
  }

  function start(): void {
    if (started) return
    started = true
    for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const) addEventListener(event, touch, { passive: true })
    addEventListener('storage', (event) => {
      const come = event.key === PRESENCE_KEY ? readPresence(event.newValue) : null
      if (come && session.me) session.me = { ...session.me, presence: come.presence }
    })
    setInterval(() => void look(), LOOK_MS)
  }

  return { start, look }
})
