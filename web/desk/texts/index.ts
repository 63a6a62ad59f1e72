/** The desk's words: one catalogue per language, loaded when it is first wanted. */
import { createI18n } from 'vue-i18n'

import type { Catalogue } from './en'

export const LOCALES = ['en', 'zh-CN'] as const
export type Locale = (typeof LOCALES)[number]

/** Each language is named in itself. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', 'zh-CN': '简体中文' }

const load: Record<Locale, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./en'),
  'zh-CN': () => import('./zh-CN'),
}

// eslint-disable-next-line @typescript-eslint/no-deprecated -- in this version the way to say "composition API"
export const i18n = createI18n<[Catalogue], Locale, false>({ legacy: false, locale: 'en', missingWarn: true, messages: {} as Record<Locale, Catalogue> })

export function wantedLocale(wishes: readonly string[] = navigator.languages): Locale {
  for (const wish of wishes) {
    const language = wish.toLowerCase().split('-')[0]
    const found = LOCALES.find((locale) => locale.toLowerCase().split('-')[0] === language)
    if (found) return found
  }
  return 'en'
}

const isLoaded = (locale: Locale) => (i18n.global.availableLocales as string[]).includes(locale)

export async function loadLocale(locale: Locale): Promise<void> {
  if (!isLoaded(locale)) i18n.global.setLocaleMessage(locale, (await load[locale]()).default)
}

/** The languages whose words are here by now. */
export const loadedLocales = (): Locale[] => LOCALES.filter(isLoaded)

export async function useLocale(locale: Locale): Promise<void> {
  await loadLocale(locale)
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}
