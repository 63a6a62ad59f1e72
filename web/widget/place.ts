/** Where this frame stands: which brand it serves, in which page it is, and a small memory that may be refused. */

export const brandKey = decodeURIComponent(/^\/w\/([^/]+)\//.exec(location.pathname)?.[1] ?? '')

/** The embedding page's origin as the loader named it; `frame-ancestors` has made sure that it is one of the brand's. */
export const hostOrigin = (() => {
  const named = decodeURIComponent(location.hash.slice(1))
  return window.parent !== window && /^https?:\/\/[^/]+$/.test(named) ? named : null
})()

const prefix = `fairlead:${brandKey}:`

/** Storage is partitioned by the embedding site, and browsers may refuse it: then it lasts as long as the page. */
const fallback = new Map<string, string>()

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name)
  } catch {
    return fallback.get(prefix + name) ?? null
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + name)
    else localStorage.setItem(prefix + name, value)
  } catch {
    if (value === null) fallback.delete(prefix + name)
    else fallback.set(prefix + name, value)
  }
}

/** Forgets all that begins so, as when another person takes over the browser. */
export function forget(beginning: string): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix + beginning)) localStorage.removeItem(key)
  } catch {
    fallback.clear()
  }
}
