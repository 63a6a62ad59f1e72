/**
 * What the loader on the exchange's page and the frame say to each other by `postMessage`. Both ends know the other's
 * exact origin (the loader from its own address, the frame from the fragment the loader gave it) and hear nothing else.
 */
import type { PageContext } from '@/api/types'

export interface HostSettings {
  locale: string
  theme: 'light' | 'dark' | 'auto'
  context: PageContext
  /** The page can be asked who the customer is; if not, he is a visitor. */
  signs: boolean
}

/** From the page to the frame. */
export type ToFrame =
  | ({ type: 'settings' } & Partial<HostSettings>)
  | { type: 'open' | 'closed' }
  | { type: 'token'; id: string; token: string | null; failed?: boolean }
  | { type: 'identify'; token: string | null }

/** From the frame to the page. */
export type ToHost =
  | { type: 'ready' | 'close' }
  | { type: 'token'; id: string }
  | { type: 'unread'; count: number }
  | { type: 'look'; accent: string; accent_dark: string }

export interface Envelope<T> {
  fairlead: T
}
