/** What an agent chose for this browser: colours, language, and what Enter does. */
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'

import { setLanguage } from '@/api/desk'

import { LOCALES, type Locale, useLocale, wantedLocale } from '../texts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'fairlead.desk.prefs'

interface Kept {
  theme: Theme
  locale: Locale
  enterSends: boolean
}

function read(): Kept {
  let kept: Partial<Kept> = {}
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>
  } catch {
    // Unreadable or forbidden storage: start from the defaults.
  }
  return {
    theme: THEMES.find((theme) => theme === kept.theme) ?? 'system',
    locale: LOCALES.find((locale) => locale === kept.locale) ?? wantedLocale(),
    enterSends: kept.enterSends === true,
  }
}

export const usePrefs = defineStore('prefs', () => {
  const kept = read()
  const theme = ref(kept.theme)
  const locale = ref(kept.locale)
  const enterSends = ref(kept.enterSends)

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
  watch([theme, locale, enterSends], () => {
    try {
      localStorage.setItem(KEY, JSON.stringify({ theme: theme.value, locale: locale.value, enterSends: enterSends.value }))
    } catch {
      // Private windows may forbid it: the choice then lasts as long as the page.
    }
  })

  return { theme, locale, enterSends, start }
})
