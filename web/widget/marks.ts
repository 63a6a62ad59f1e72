/** A search passage in pieces: what was found is marked, and nothing else of HTML is taken from it. */
export interface Piece {
  text: string
  marked?: boolean
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#34': '"', nbsp: ' ' }
const plain = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)

/** The passage is text with `<mark>` around what was found. */
export function marked(passage: string): Piece[] {
  return passage
    .split(/(<mark>.*?<\/mark>)/s)
    .filter(Boolean)
    .map((part) => {
      const inner = /^<mark>(.*)<\/mark>$/s.exec(part)?.[1]
      return inner === undefined ? { text: plain(part) } : { text: plain(inner), marked: true }
    })
}
