import { i18n } from '../texts'

/** Names of languages as the reader calls them: Chinese by its script, as people choose it. */
const names = new Map<string, Intl.DisplayNames>()

export function languageName(tag: string, reader: string): string {
  let known = names.get(reader)
  if (!known) names.set(reader, (known = new Intl.DisplayNames(reader, { type: 'language', fallback: 'code' })))
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return known.of(language === 'zh' && script ? `zh-${script}` : tag) ?? tag
  } catch {
    return tag
  }
}

export function channelName(channel: string): string {
  const key = `customer.channels.${channel}`
  return i18n.global.te(key) ? i18n.global.t(key) : channel
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** `@Name` as a whole, longer names first: `@Ann Lee` names Ann Lee, not Ann. Null when there is nobody to look for. */
export function namesPattern(names: readonly string[]): RegExp | null {
  const known = [...new Set(names.filter(Boolean))].sort((a, b) => b.length - a.length)
  return known.length ? new RegExp(`@(${known.map(escaped).join('|')})(?![\\p{L}\\p{N}_])`, 'gu') : null
}
