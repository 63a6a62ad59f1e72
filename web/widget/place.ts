/** Where this frame stands: which brand it serves, in which page it is, and a small memory that may be refused. */

const [, key = '', page = ''] = /^\/w\/([^/]+)\/(\w+)/.exec(location.pathname) ?? []
export const brandKey = decodeURIComponent(key)

/** `frame` in somebody's page; `chat` and `contact` are windows of their own. */
export const address = page

/** The embedding page's origin as the loader named it; `frame-ancestors` has made sure that it is one of the brand's. */
export const hostOrigin = (() => {
  const named = decodeURIComponent(location.hash.slice(1))
  return window.parent !== window && /^https?:\/\/[^/]+$/.test(named) ? named : null
})()

/** Opened out of a frame, which has handed over all it knew (detach.ts). */
export const isDetached = address === 'chat' && location.hash === '#detached' && window.opener !== null

export const prefix = `fairlead:${brandKey}:`

/**
 * Storage is partitioned by the embedding site, and browsers may refuse it: then it lasts as long as the page. What a
 * detached window was given belongs to the page it came from, and goes with the window.
 */
const fallback = new Map<string, string>()
const storage = () => (isDetached ? sessionStorage : localStorage)

export function recall(name: string): string | null {
  try {
    return storage().getItem(prefix + name)
  } catch {
    return fallback.get(prefix + name) ?? null
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(prefix + name)
    else storage().setItem(prefix + name, value)
  } catch {
    if (value === null) fallback.delete(prefix + name)
    else fallback.set(prefix + name, value)
  }
}

/** Forgets all that begins so, as when another person takes over the browser. */
export function forget(beginning: string): void {
  try {
    for (const key of Object.keys(storage())) if (key.startsWith(prefix + beginning)) storage().removeItem(key)
  } catch {
    for (const key of [...fallback.keys()]) if (key.startsWith(prefix + beginning)) fallback.delete(key)
  }
}

/** All that is remembered, to be taken along. */
export function pack(): Record<string, string> {
  try {
    const own = Object.entries(storage()).filter(([name]) => name.startsWith(prefix)) as [string, string][]
    return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]))
  } catch {
    return Object.fromEntries([...fallback].map(([name, value]) => [name.slice(prefix.length), value]))
  }
}

/** In place of all that was remembered. */
export function unpack(kept: Record<string, string>): void {
  forget('')
  for (const [name, value] of Object.entries(kept)) remember(name, value)
}
