/** What the brand says of itself: look, people who are here, typical reply time, articles asked for most. */
import { computed, shallowRef } from 'vue'

import { getHere, getHome } from '@/api/customer'
import type { Home } from '@/api/types'
import { applyBrand } from '@/shared/brand'
import { fullTime, span } from '@/shared/time'

import { host } from '../host'
import { brandKey } from '../place'
import { locale, t, tn } from '../texts'
import { sessionIfAny, sessions } from './session'
import { sparing } from './sparing'

export const home = shallowRef<Home | null>(null)
export const homeFailed = shallowRef(false)
/** Newer than what came with the home, from the socket. */
export const online = shallowRef<number | null>(null)

export const brandName = computed(() => home.value?.brand.name ?? '')
export const peopleHere = computed(() => online.value ?? home.value?.online ?? 0)

/** "usually answers in 2 min, most within 5 min", or when a person is back; null when nobody can say. */
const replyLine = computed(() => {
  const now = home.value
  const reply = now?.reply
  if (now?.back && !peopleHere.value) return t('back_at', { time: fullTime(now.back, locale.value) })
  if (!reply) return null
  const words = (seconds: number) => span(Math.max(1, seconds), locale.value)
  const time = words(reply.p50)
  if (reply.at_least) return t('reply_slow', { time })
  const most = reply.p90 === null ? time : words(reply.p90)
  return most === time ? t('reply_usual', { time }) : t('reply_usual_most', { time, most })
})

/** The same at the beginning of a line. */
export const replySentence = computed(() => {
  const line = replyLine.value
  return line && line.charAt(0).toLocaleUpperCase(locale.value) + line.slice(1)
})

/** "14 people are here · a person usually answers in 40 s", or the honest line when nobody is. */
export const hereLine = computed(() => {
  if (!peopleHere.value) return replySentence.value ?? t('nobody')
  const here = tn('here', peopleHere.value)
  return replyLine.value ? `${here} · ${replyLine.value}` : here
})

/** The same for a line that has little room. */
export const hereShort = computed(() => (peopleHere.value ? tn('here', peopleHere.value) : (replySentence.value ?? t('nobody_short'))))

export async function loadHome(): Promise<void> {
  const wanted = locale.value
  try {
    const loaded = await getHome(brandKey, wanted, sessionIfAny())
    if (wanted !== locale.value) return
    home.value = loaded
    homeFailed.value = false
    paint()
    host.say({ type: 'look', accent: loaded.brand.accent, accent_dark: loaded.brand.accent_dark })
  } catch {
    homeFailed.value = home.value === null
  }
}

const LOOK_MS = 30_000
let looked = Date.now()

async function look(): Promise<void> {
  if (!home.value || document.visibilityState !== 'visible' || !host.isOpen) return
  looked = Date.now()
  const wanted = locale.value
  try {
    const here = await getHere(brandKey, wanted, sessionIfAny())
    if (wanted !== locale.value) return
    home.value = { ...home.value, ...here }
    online.value = here.online
  } catch {
    // What was known stays until the next look.
  }
}

/** Who is here and how long it takes is true as long as the window is looked at. */
export function keepLooking(): void {
  const ifOld = () => void (Date.now() - looked > LOOK_MS && !sparing.value && look())
  setInterval(ifOld, 5_000)
  document.addEventListener('visibilitychange', ifOld)
  host.on('open', ifOld)
  // A tier of one's own has a wait of its own.
  sessions.on('changed', () => void look())
}

/** Again whenever the theme changes: the inks depend on it. */
export function paint(): void {
  const { theme } = host.settings
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  if (home.value) applyBrand(home.value.brand)
}
