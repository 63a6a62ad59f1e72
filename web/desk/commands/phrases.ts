/** A command's name as it is shown, and the other words it is found by: its name and synonyms in every language at hand. */
import { useI18n } from 'vue-i18n'

import { type Locale, loadedLocales } from '../texts'

export type Say = (key: string, named?: Record<string, unknown>) => string

export function usePhrases() {
  const { t, locale } = useI18n()
  const sayIn = (wanted: Locale): Say => (key, named = {}) => t(key, named, { locale: wanted })

  /** `synonyms`: a key whose text holds them, divided by commas. */
  function named(of: (say: Say) => string, synonyms?: string): { label: string; words: string[] } {
    const others = loadedLocales().filter((one) => one !== locale.value)
    const also = synonyms ? loadedLocales().flatMap((one) => sayIn(one)(synonyms).split(/[,，]\s*/)) : []
    return { label: of(sayIn(locale.value as Locale)), words: [...others.map((one) => of(sayIn(one))), ...also] }
  }

  return { t, locale, named }
}

export type Phrases = ReturnType<typeof usePhrases>
