/** The words of all lists of recovery phrases, by digests of three bytes each: see `widget/guard.ts`. */
import { respond } from './http'

export async function getWords(): Promise<Set<number>> {
  const bytes = new Uint8Array(await (await respond('/api/w/words')).arrayBuffer())
  const found = new Set<number>()
  for (let at = 0; at + 2 < bytes.length; at += 3) found.add(bytes.slice(at, at + 3).reduce((sum, byte) => sum * 256 + byte, 0))
  return found
}
