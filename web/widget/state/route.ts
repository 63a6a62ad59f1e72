/** Which of its pages the window shows, with the way back; the last conversation is opened again after a reload. */
import { shallowRef } from 'vue'

import { recall, remember } from '../place'

export type Route =
  | { view: 'home' }
  /** `ask` is put into the composer, to be looked over and sent by the customer himself; `at`: the message to show. */
  | { view: 'talk'; thread: string; ask?: string; at?: number }
  /** `q`: the search that led there. */
  | { view: 'article'; id: string; thread?: string; q?: string | undefined }
  | { view: 'real'; thread?: string }
  | { view: 'save'; thread: string }
  | { view: 'history' | 'contact' | 'notices' }

export const route = shallowRef<Route>({ view: 'home' })
const past: Route[] = []

function show(next: Route): void {
  route.value = next
  remember('route', next.view === 'talk' && !next.thread.startsWith('new:') ? next.thread : null)
}

export function go(next: Route): void {
  past.push(route.value)
  show(next)
}

export function back(): void {
  show(past.pop() ?? { view: 'home' })
}

export function toHome(): void {
  past.length = 0
  show({ view: 'home' })
}

export function reopen(): void {
  const thread = recall('route')
  if (thread) go({ view: 'talk', thread })
}

/** The server has given the open conversation its id: that is what a reload comes back to. */
export function keepRoute(thread: string): void {
  if (!thread.startsWith('new:')) remember('route', thread)
}
