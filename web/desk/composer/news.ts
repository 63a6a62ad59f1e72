/** What the customer has said since the writer last looked: it stops a reply, once. Pure. */
import type { Entry, EntryOf } from '@/api/types'

/** `seen`: the public number up to which everything has stood in sight. */
export function unseen(entries: readonly Entry[], seen: number): EntryOf<'message'>[] {
  return entries.filter((entry): entry is EntryOf<'message'> =>
    entry.kind === 'message' && entry.author.kind === 'customer' && !entry.redacted && (entry.public_number ?? 0) > seen)
}

/** The newest of them, unless the writer has been stopped for it already. */
export function stops(news: readonly EntryOf<'message'>[], warned: number): number | null {
  const newest = news.at(-1)?.public_number ?? 0
  return newest > warned ? newest : null
}
