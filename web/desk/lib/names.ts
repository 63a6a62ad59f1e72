/** Names of languages as the reader calls them. */
const names = new Map<string, Intl.DisplayNames>()

export function languageName(tag: string, reader: string): string {
  let known = names.get(reader)
  if (!known) names.set(reader, (known = new Intl.DisplayNames(reader, { type: 'language', fallback: 'code' })))
  try {
    return known.of(tag) ?? tag
  } catch {
    return tag
  }
}
