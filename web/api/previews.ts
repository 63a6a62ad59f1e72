/** What a link to one of our own articles is about, asked once; links that lead elsewhere are never looked at. */
import { call, query } from './http'
import type { ArticlePreview } from './types'

const MOST = 100
const asked = new Map<string, Promise<ArticlePreview | null>>()

/** The path when this is the address of an article of the brand's help center, here and nowhere else. */
export function articlePath(address: string, brand: string): string | null {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return null
  }
  const [, help, of, locale, kind, slug, ...more] = url.pathname.split('/')
  const ours = url.origin === location.origin && !url.username && !url.password
  return ours && help === 'help' && of === brand && locale && kind === 'a' && slug && !more.length ? url.pathname : null
}

/** Null for what is not published (any more). */
export function getPreview(brand: string, path: string): Promise<ArticlePreview | null> {
  let known = asked.get(path)
  if (!known) {
    known = call<ArticlePreview>(`/api/w/${encodeURIComponent(brand)}/preview${query({ path })}`).catch(() => null)
    const [oldest] = asked.keys()
    if (asked.size >= MOST && oldest) asked.delete(oldest)
    asked.set(path, known)
  }
  return known
}
