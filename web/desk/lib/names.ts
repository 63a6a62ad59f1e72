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
