/** Files that a text cites by their numbers, as "#2". The server's mirror is src/fairlead/channels/tell.py. Pure. */

const CITED = /(?<![A-Za-z0-9_#&/])#([1-9][0-9]{0,2})(?![A-Za-z0-9_]|[.,][0-9])/g

/** The text in parts; `file` where one names a file there is. What is longer is an order's number. */
export function cites(text: string, known: (number: number) => boolean): { text: string; file?: number }[] {
  const parts: { text: string; file?: number }[] = []
  let from = 0
  for (const match of text.matchAll(CITED)) {
    const file = Number(match[1])
    if (!known(file)) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index) })
    parts.push({ text: match[0], file })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}

/** Where the file is shown it comes into sight with the focus. */
export function showFile(number: number): void {
  const place = document.querySelector<HTMLElement>(`[data-file="${number}"]`)
  place?.scrollIntoView({ block: 'center' })
  const target = place?.matches('a, button') ? place : place?.querySelector<HTMLElement>('a, button')
  target?.focus({ preventScroll: true })
}
