/**
 * Finds the addresses in a message's text and says where each really leads; the desk's timeline and the widget's
 * conversation show them by it. Nothing is ever fetched: whatever is said of an address is read off the address itself.
 */
export interface Link {
  /** What the browser opens. */
  href: string
  /** The address as it is shown, in three parts that lead where `href` leads: `host` alone says where that is. */
  before: string
  host: string
  after: string
}

export interface Piece {
  text: string
  link?: Link
}

/** What one should know of an address before one goes there. */
export type Sign = 'userinfo' | 'letters' | 'number' | 'plain'

// An address ends at whatever cannot be seen, at quotation marks, at brackets that were not opened in it, and at Chinese punctuation.
const END = String.raw`\s\p{C}\p{Default_Ignorable_Code_Point}<>"'“”‘’「」『』【】《》〈〉（），。；！？、()\[\]`
const ADDRESS = new RegExp(String.raw`https?:\/\/(?:[^${END}]|\([^${END}]*\)|\[[^${END}]*\])+`, 'giu')
const LAST = '.,:;!?*'
const CJK = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}`
// Chinese and Japanese go on without a space: "https://a.example这个对吗" names a.example.
const GOES_ON = new RegExp(String.raw`^(https?:\/\/[\w.-]*\.[a-z]{2,}(?::\d+)?)[${CJK}][^/?#.]*(?:[/?#].*)?$`, 'iu')

/** Whoever puts the pieces' texts together again has the text. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = whole(match[0])
    const link = readLink(address)
    if (!link) continue
    if (match.index > from) found.push({ text: text.slice(from, match.index) })
    found.push({ text: address, link })
    from = match.index + address.length
  }
  if (from < text.length) found.push({ text: text.slice(from) })
  return found
}

/** Without what belongs to the sentence around it. */
function whole(match: string): string {
  let end = match.length
  while (LAST.includes(match.charAt(end - 1))) end -= 1
  const address = match.slice(0, end)
  return GOES_ON.exec(address)?.[1] ?? address
}

// What a name server can hold, or an address of its own in brackets; `URL` lets far more through.
const HOST = /^(?:\[[\da-f:.]+\]|(?=.{1,254}$)[\w-]{1,63}(?:\.[\w-]{1,63})*\.?)$/

/** Null for whatever is not an http or https address of a host that can exist. */
export function readLink(address: string): Link | null {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return null
  }
  if (!/^https?:$/.test(url.protocol) || !HOST.test(url.hostname)) return null
  const { href, protocol, username, password, host } = url
  const before = `${protocol}//${username}${password && `:${password}`}${username || password ? '@' : ''}`
  const after = href.slice(before.length + host.length)
  return { href, before, host: ownLetters(address, url), after: after === '/' ? '' : readable(after) }
}

// Scripts of which no letter passes for a Latin one. Cyrillic, Greek and Latin with marks (ạ, ı) are not among them.
const LABELS = [/^[a-z\d_-]*$/, /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\d-]+$/u, /^[\p{sc=Hangul}\d-]+$/u, /^[\p{sc=Arabic}\d-]+$/u]
// …but for these strokes, where a label has nothing else: they pass for a slash, a dash or an I.
const STROKES = /^[一丨丶丿〇ノー\d-]*[一丨丶丿〇ノー][一丨丶丿〇ノー\d-]*$/u

/** The host as it was written, when each label keeps to one script that cannot be mistaken; its ASCII name otherwise. */
function ownLetters(address: string, url: URL): string {
  const written = /^https?:[/\\]*(?:[^/\\?#]*@)?([^/\\?#:]*)/i.exec(address)?.[1]?.normalize('NFKC').toLowerCase()
  if (!written || !url.hostname.includes('xn--')) return url.host
  const plain = written.split('.').every((label) => LABELS.some((script) => script.test(label)) && !STROKES.test(label))
  const name = url.port ? `${written}:${url.port}` : written
  return plain && hostOf(`${url.protocol}//${name}`) === url.host ? name : url.host
}

function hostOf(address: string): string | null {
  try {
    return new URL(address).host
  } catch {
    return null
  }
}

/** Letters and digits of any language as themselves; whatever else was escaped stays so. */
function readable(path: string): string {
  return path.replace(/(?:%[89A-F][\dA-F])+/g, (run) => {
    try {
      const text = decodeURIComponent(run)
      return /^(?:\p{L}\p{M}*|\p{N})+$/u.test(text) && !/\p{Default_Ignorable_Code_Point}/u.test(text) ? text : run
    } catch {
      return run
    }
  })
}

/** On our own place, on one of the brand's sites as it was set up, or by https on a site's host or below it. As the server's `is_own`. */
export function isOfficial(href: string, sites: readonly string[]): boolean {
  const url = new URL(href)
  if (url.username || url.password) return false
  if (url.origin === location.origin || sites.includes(url.origin)) return true
  if (url.protocol !== 'https:' || url.port) return false
  return sites.some((site) => {
    const { hostname } = new URL(site)
    return url.hostname === hostname || url.hostname.endsWith(`.${hostname}`)
  })
}

export function signs({ href, host }: Link): Sign[] {
  const { protocol, username, password, hostname } = new URL(href)
  const found: Sign[] = []
  if (username || password) found.push('userinfo')
  if (/(?:^|\.)xn--/.test(host)) found.push('letters')
  if (/^\[|^\d+(?:\.\d+){3}$/.test(hostname)) found.push('number')
  if (protocol === 'http:') found.push('plain')
  return found
}
