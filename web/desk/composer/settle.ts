/** One draft on two sides, here and on the server: which text stands after a look at the server's. Pure. */
import type { SavedDraft } from '@/api/types'

export interface Held {
  text: string
  /** What the server holds, as far as is known here: where `text` differs, it has not been saved yet. */
  saved: string
  revision: number
}

export const isSaved = ({ text, saved }: Held) => text === saved

/** The newer one wins: a text that was saved elsewhere replaces one that was not touched here since. `touched`: in milliseconds. */
export function settle(held: Held, server: SavedDraft | null, touched: number): Held {
  // Nobody came back to it for a month: what is here begins anew.
  if (!server) return held.revision ? { ...held, saved: '', revision: 0 } : held
  if (server.revision <= held.revision) return held
  const theirs = { saved: server.text, revision: server.revision }
  const mine = !isSaved(held) && touched >= Date.parse(server.saved_at)
  return { ...theirs, text: mine ? held.text : server.text }
}
