/** What an agent chose for this browser: colours, language, keys, panes, notifications. Every tab follows at once. */
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'

import { setLanguage } from '@/api/desk'

import { LOCALES, type Locale, useLocale, wantedLocale } from '../texts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Widths of the panes beside the conversation, in pixels. */
export const PANES = { queue: { min: 248, max: 520, usual: 356 }, customer: { min: 240, max: 480, usual: 312 } } as const
/** After so many minutes without a hand on keyboard or pointer one counts as away; 0: never by itself. */
export const IDLE_MINUTES = [0, 5, 10, 15, 30, 60] as const
/** A reply waits so many seconds, in which it can be taken back; 0: none. */
export const UNDO_SECONDS = [0, 5, 10, 20, 30] as const

const KEY = 'fairlead.desk.prefs'

interface Kept {
  theme: Theme
  locale: Locale
  enterSends: boolean
  queueWidth: number
  queueFolded: boolean
  customerWidth: number
  customerFolded: boolean
  /** Messages of the system while the desk is not looked at. */
  notify: boolean
  notifyText: boolean
  sound: boolean
  idleMinutes: number
  undoSeconds: number
}

const width = (value: unknown, { min, max, usual }: { min: number; max: number; usual: number }) =>
  typeof value === 'number' && value >= min && value <= max ? Math.round(value) : usual

/** What was kept, part by part: one that makes no sense does not spoil the others. */
function readPrefs(text: string | null): Kept {
  let kept: Partial<Record<keyof Kept, unknown>> = {}
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    if (typeof value === 'object' && value !== null) kept = value
  } catch {
    // Unreadable: start from the defaults.
  }
  return {
    theme: THEMES.find((theme) => theme === kept.theme) ?? 'system',
    locale: LOCALES.find((locale) => locale === kept.locale) ?? wantedLocale(),
    enterSends: kept.enterSends === true,
    queueWidth: width(kept.queueWidth, PANES.queue),
    queueFolded: kept.queueFolded === true,
    customerWidth: width(kept.customerWidth, PANES.customer),
    customerFolded: kept.customerFolded === true,
    notify: kept.notify === true,
    notifyText: kept.notifyText === true,
    sound: kept.sound === true,
    idleMinutes: IDLE_MINUTES.find((minutes) => minutes === kept.idleMinutes) ?? 10,
    undoSeconds: UNDO_SECONDS.find((seconds) => seconds === kept.undoSeconds) ?? 10,
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

export const usePrefs = defineStore('prefs', () => {
  const kept = readPrefs(stored())
  const theme = ref(kept.theme)
  const locale = ref(kept.locale)
  const enterSends = ref(kept.enterSends)
  const queueWidth = ref(kept.queueWidth)
  const queueFolded = ref(kept.queueFolded)
  const customerWidth = ref(kept.customerWidth)
  const customerFolded = ref(kept.customerFolded)
  const notify = ref(kept.notify)
  const notifyText = ref(kept.notifyText)
  const sound = ref(kept.sound)
  const idleMinutes = ref(kept.idleMinutes)
  const undoSeconds = ref(kept.undoSeconds)
  const all = { theme, locale, enterSends, queueWidth, queueFolded, customerWidth, customerFolded, notify, notifyText, sound, idleMinutes, undoSeconds }

  const text = () => JSON.stringify(Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value.value])))

  function paint() {
    const root = document.documentElement
    if (theme.value === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = theme.value
  }

  async function start() {
    paint()
    setLanguage(locale.value)
    await useLocale(locale.value)
  }

  watch(theme, paint)
  watch(locale, (wanted) => {
    setLanguage(wanted)
    void useLocale(wanted)
  })
  watch(Object.values(all), () => {
    try {
      if (text() !== stored()) localStorage.setItem(KEY, text())
    } catch {
      // Private windows may forbid it: the choice then lasts as long as the page.
    }
  })
  addEventListener('storage', (event) => {
    if (event.key !== KEY || event.newValue === null) return
    const come = readPrefs(event.newValue)
    for (const name of Object.keys(all) as (keyof Kept)[]) (all[name] as { value: unknown }).value = come[name]
  })

  return { ...all, start }
})
