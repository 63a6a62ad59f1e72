/** Messages of the system, and a sound, for what happens while nobody looks at the desk. Of all tabs one speaks. */
import { defineStore } from 'pinia'

import type { Conversation } from '@/api/types'

import { alertFor } from '../lib/alerts'
import { router } from '../router'
import { i18n } from '../texts'
import { useConduct } from './conduct'
import { usePrefs } from './prefs'
import { useQueue } from './queue'
import { useSession } from './session'

/** Held by the tab that speaks, and by every tab that is looked at. */
const SPEAKER = 'fairlead-desk-speaker'
const SEEN = 'fairlead-desk-seen'
const KNOWN = 2000

export const useAlerts = defineStore('alerts', () => {
  const conduct = useConduct()
  const prefs = usePrefs()
  const queue = useQueue()
  const session = useSession()
  const { t } = i18n.global
  const known = new Map<string, Conversation>()
  const since = new Date().toISOString()
  // Without locks (plain HTTP) each tab speaks for itself; the tag still makes one message of several.
  const locks = 'locks' in navigator ? navigator.locks : null
  let speaks = locks === null
  let started = false

  const watched = async () => (locks ? ((await locks.query()).held ?? []).some((lock) => lock.name === SEEN) : document.visibilityState === 'visible')

  /** As long as this tab is looked at. */
  function look(): void {
    if (document.visibilityState !== 'visible') return
    void locks?.request(SEEN, { mode: 'shared' }, () => new Promise<void>((done) => {
      document.addEventListener('visibilitychange', () => { done() }, { once: true })
    }))
  }

  /** Two soft tones, made here: nothing is fetched. */
  function ring(): void {
    const context = new AudioContext()
    for (const [at, pitch] of [[0, 660], [0.14, 880]] as const) {
      const tone = new OscillatorNode(context, { frequency: pitch })
      const loudness = new GainNode(context, { gain: 0 })
      loudness.gain.setTargetAtTime(0.08, context.currentTime + at, 0.01)
      loudness.gain.setTargetAtTime(0, context.currentTime + at + 0.1, 0.05)
      tone.connect(loudness).connect(context.destination)
      tone.start(context.currentTime + at)
      tone.stop(context.currentTime + at + 0.5)
      if (at > 0) tone.onended = () => void context.close()
    }
  }

  function show(alert: 'assigned' | 'message' | 'waiting', of: Conversation): void {
    if (!prefs.notify || !('Notification' in window) || Notification.permission !== 'granted') return
    const brand = session.me?.brands.find((one) => one.key === of.brand)?.name ?? of.brand
    // Whoever stands before the screen reads it: words of the customer only where the agent wants them there.
    const shown = new Notification(t(`alerts.${alert}`, { brand }), { tag: of.id, body: prefs.notifyText ? of.preview || of.subject : t('alerts.hidden') })
    shown.onclick = () => {
      window.focus()
      void router.push({ name: 'queue', params: { view: alert === 'waiting' ? 'waiting' : 'mine', id: of.id } })
    }
  }

  async function tell(alert: 'assigned' | 'message' | 'waiting', of: Conversation): Promise<void> {
    // Who takes a break from a customer is not called back to him.
    if (conduct.breaks.has(of.id) && !of.urgent) return
    if (!speaks || (!prefs.notify && !prefs.sound) || (await watched())) return
    show(alert, of)
    if (prefs.sound) ring()
  }

  function held(id: string): Conversation | undefined {
    for (const { items } of queue.lists.values()) {
      const found = items.find((item) => item.id === id)
      if (found) return found
    }
    return undefined
  }

  /** Before the lists take them in: what was known until now is compared. */
  function hear(conversations: readonly Conversation[]): void {
    const me = session.me?.id
    if (!me) return
    for (const now of conversations) {
      const alert = alertFor(known.get(now.id) ?? held(now.id), now, me, since)
      known.delete(now.id)
      known.set(now.id, now)
      if (alert) void tell(alert, now)
    }
    for (const id of [...known.keys()].slice(0, Math.max(0, known.size - KNOWN))) known.delete(id)
  }

  /** Asked for by a click, as browsers want it. Whether it may be shown. */
  async function allow(): Promise<boolean> {
    return 'Notification' in window && (await Notification.requestPermission()) === 'granted'
  }

  function start(): void {
    queue.holdMine()
    if (started) return
    started = true
    document.addEventListener('visibilitychange', look)
    look()
    void locks?.request(SPEAKER, () => {
      speaks = true
      return new Promise(() => undefined)
    })
  }

  /** Of several tabs one; also while the desk is looked at. */
  function alarm(): void {
    if (speaks && prefs.sound) ring()
  }

  return { hear, start, allow, ring, alarm }
})
