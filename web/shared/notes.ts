/** What later entries say of notes, which only agents get: whoever shows them imports this beside `timeline.ts`. */
import type { Entry, EntryOf } from '@/api/types'

import { retold } from './timeline'

/** A note as it stands after a change; the same when it holds that already. */
function changed(old: Entry, by: EntryOf<'edited'>): Entry {
  if (old.kind !== 'note' || old.id !== by.data.entry || old.redacted) return old
  const numbers = old.data.edited?.numbers ?? []
  if (numbers.includes(by.number)) return old
  const data = { ...old.data, edited: { at: by.at, numbers: [...numbers, by.number] } }
  if (by.data.mentions) data.mentions = by.data.mentions
  else delete data.mentions
  return { ...old, text: by.text, data }
}

/** A held note that a lead let go with this message says that it went. */
function released(old: Entry, by: EntryOf<'message'>): Entry {
  if (old.kind !== 'note' || !old.data.held || by.data.released?.held?.number !== old.number) return old
  return { ...old, data: { ...old.data, held: { ...old.data.held, released: { entry: by.id, number: by.number, at: by.at, by: by.author } } } }
}

Object.assign(retold, { edited: changed, message: released } satisfies typeof retold)
