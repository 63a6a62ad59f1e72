/**
 * Which addresses in a message may be clicked: https on our own host or the brand's sites. Everything else stays inert
 * text, so that a stranger's link never looks as if we had vouched for it.
 */
export interface Piece {
  text: string
  href?: string
  marked?: boolean
}

export function trusted(address: string, hosts: readonly string[]): boolean {
  try {
    const url = new URL(address)
    if (url.username || url.password) return false
    if (url.host === location.host) return true
    return url.protocol === 'https:' && hosts.some((host) => host !== '' && (url.host === host || url.host.endsWith(`.${host}`)))
  } catch {
    return false
  }
}

export function pieces(text: string, hosts: readonly string[]): Piece[] {
  const found: Piece[] = []
  let from = 0
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'，。；！？、（）“”]+[^\s<>"'，。；！？、（）“”.,;:!?)\]]/g)) {
    if (!trusted(match[0], hosts)) continue
    if (match.index > from) found.push({ text: text.slice(from, match.index) })
    found.push({ text: match[0], href: match[0] })
    from = match.index + match[0].length
  }
  if (from < text.length) found.push({ text: text.slice(from) })
  return found
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#34': '"', nbsp: ' ' }
const plain = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)

/** A search passage is text with `<mark>` around what was found, and nothing else of HTML is taken from it. */
export function marked(passage: string): Piece[] {
  return passage
    .split(/(<mark>.*?<\/mark>)/s)
    .filter(Boolean)
    .map((part) => {
      const inner = /^<mark>(.*)<\/mark>$/s.exec(part)?.[1]
      return inner === undefined ? { text: plain(part) } : { text: plain(inner), marked: true }
    })
}
