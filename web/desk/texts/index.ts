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

/** Words of pages that not everybody opens: they come with those pages, and from then on with every language. */
type Words = Record<Locale, () => Promise<{ default: object }>>
const added = new Set<Words>()

const merge = async (locale: Locale, words: Words) => i18n.global.mergeLocaleMessage(locale, (await words[locale]()).default)

export async function loadLocale(locale: Locale): Promise<void> {
  if (isLoaded(locale)) return
  const words = (await load[locale]()).default
  i18n.global.setLocaleMessage(locale, words)
  await Promise.all([...added].map((more) => merge(locale, more)))
}

export async function addWords(words: Words): Promise<void> {
  if (added.has(words)) return
  added.add(words)
  await Promise.all(loadedLocales().map((locale) => merge(locale, words)))
}

/** The languages whose words are here by now. */
export const loadedLocales = (): Locale[] => LOCALES.filter(isLoaded)

export async function useLocale(locale: Locale): Promise<void> {
  await loadLocale(locale)
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}
