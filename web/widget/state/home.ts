/** What the brand says of itself: look, people who are here, typical reply time, articles asked for most. */
import { computed, shallowRef } from 'vue'

import { getHome } from '@/api/customer'
import type { Home } from '@/api/types'
import { applyBrand } from '@/shared/brand'
import { span } from '@/shared/time'

import { host } from '../host'
import { brandKey } from '../place'
import { locale, t, tn } from '../texts'

export const home = shallowRef<Home | null>(null)
export const homeFailed = shallowRef(false)
/** Newer than what came with the home, from the socket. */
export const online = shallowRef<number | null>(null)

export const brandName = computed(() => home.value?.brand.name ?? '')
export const peopleHere = computed(() => online.value ?? home.value?.online ?? 0)
export const replyTime = computed(() => {
  const seconds = home.value?.reply_seconds
  return typeof seconds === 'number' ? span(seconds, locale.value) : null
})

/** "14 people are here · a person answers in about 40 s", or the honest line when nobody is. */
export const hereLine = computed(() => {
  if (peopleHere.value === 0) return t('nobody')
  const here = tn('here', peopleHere.value)
  return replyTime.value ? `${here} · ${t('reply_in', { time: replyTime.value })}` : here
})

/** The same for a line that has little room. */
export const hereShort = computed(() => (peopleHere.value === 0 ? t('nobody_short') : tn('here', peopleHere.value)))

export async function loadHome(): Promise<void> {
  const wanted = locale.value
  try {
    const loaded = await getHome(brandKey, wanted)
    if (wanted !== locale.value) return
    home.value = loaded
    homeFailed.value = false
    paint()
    host.say({ type: 'look', accent: loaded.brand.accent, accent_dark: loaded.brand.accent_dark })
  } catch {
    homeFailed.value = home.value === null
  }
}

/** Again whenever the theme changes: the inks depend on it. */
export function paint(): void {
  const { theme } = host.settings
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  if (home.value) applyBrand(home.value.brand)
}
