/**
 * The widget's own `t()`: one language loaded at a time, switched while the conversation goes on. Numbers choose between
 * `key_one` and `key_other` by the language's own rule. What no first view says stands in `later/` and comes with the
 * first page or part that says it (`parts/later.ts`).
 */
import { shallowRef } from 'vue'

import type en from './en'
import type laterEn from './later/en'

type FirstKey = keyof typeof en
type LaterKey = keyof typeof laterEn
export type TextKey = FirstKey | LaterKey
type Plural<K> = K extends `${infer Base}_one` ? Base : never
export type PluralKey = Plural<TextKey>
type Catalogue = Readonly<Partial<Record<TextKey, string>>>

const loaders = {
  en: () => import('./en'),
  'zh-CN': () => import('./zh-CN'),
  es: () => import('./es'),
  ja: () => import('./ja'),
  ar: () => import('./ar'),
} as const
const laterLoaders = {
  en: () => import('./later/en'),
  'zh-CN': () => import('./later/zh-CN'),
  es: () => import('./later/es'),
  ja: () => import('./later/ja'),
  ar: () => import('./later/ar'),
} as const
export type Locale = keyof typeof loaders
export const locales = Object.keys(loaders) as Locale[]

/** What the page is in now; changes only when the texts are there. */
export const locale = shallowRef<Locale>('en')
const texts = shallowRef<Catalogue>({})
const laterTexts = shallowRef<Catalogue>({})
let wanted: Locale = 'en'
let wantsLater = false

/** The best of ours for the wishes in their order: the same tag, else the same language (all Chinese is one here). */
export function choose(wishes: readonly (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    if (!wish) continue
    const language = wish.split('-')[0]?.toLowerCase()
    const found = locales.find((one) => one.toLowerCase() === wish.toLowerCase()) ?? locales.find((one) => one.split('-')[0] === language)
    if (found) return found
  }
  return 'en'
}

export async function setLocale(next: Locale): Promise<void> {
  wanted = next
  const [first, later] = await Promise.all([loaders[next](), wantsLater ? laterLoaders[next]() : null])
  if (next !== wanted) return
  texts.value = first.default
  if (later) laterTexts.value = later.default
  locale.value = next
  document.documentElement.lang = next
  document.documentElement.dir = next === 'ar' ? 'rtl' : 'ltr'
}

/** From now on every language comes whole. */
export async function loadLaterTexts(): Promise<void> {
  wantsLater = true
  await setLocale(wanted)
}

type Values = Record<string, string | number>

function fill(text: string, values?: Values): string {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text
}

export function t(key: TextKey, values?: Values): string {
  return fill(texts.value[key] ?? laterTexts.value[key] ?? key, values)
}

export function tn(key: PluralKey, n: number, values?: Values): string {
  const form = new Intl.PluralRules(locale.value).select(n) === 'one' ? 'one' : 'other'
  return t(`${key}_${form}` as TextKey, { n: new Intl.NumberFormat(locale.value).format(n), ...values })
}
