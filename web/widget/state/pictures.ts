/** Pictures are fetched with the session, never by an address that would carry it, and shown from memory. */
import { fetchFile } from '@/api/files'

import { withSession } from './session'

const MOST = 40
const held = new Map<string, Promise<string>>()

export const picture = (id: string) => hold(id, (session) => fetchFile(id, { session }))

/** An address in memory for what is fetched under a name, once. */
export function hold(name: string, fetched: (session: string) => Promise<Blob>): Promise<string> {
  let known = held.get(name)
  if (known) return known
  known = withSession(fetched).then((blob) => URL.createObjectURL(blob))
  known.catch(() => held.delete(name))
  held.set(name, known)
  const [oldest] = held.keys()
  if (held.size > MOST && oldest) {
    void held.get(oldest)?.then((address) => URL.revokeObjectURL(address)).catch(() => undefined)
    held.delete(oldest)
  }
  return known
}

/** Saves a file under its own name. */
export async function download(id: string, name: string): Promise<void> {
  const blob = await withSession((session) => fetchFile(id, { session }))
  const address = URL.createObjectURL(blob)
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
