/** Files, which both sides fetch alike: bytes down with the session. How they go up: `transfer.ts`. */
import { type CallOptions, call, respond } from './http'

export async function fetchFile(id: string, options: CallOptions & { path?: string } = {}): Promise<Blob> {
  const { path = '/api/files', ...rest } = options
  return (await respond(`${path}/${encodeURIComponent(id)}`, rest)).blob()
}

/** An address for a player, which cannot send the session: it opens this one file for some minutes. */
export async function linkFile(id: string, session: string): Promise<string> {
  return (await call<{ url: string }>(`/api/files/${encodeURIComponent(id)}/link`, { method: 'POST', session })).url
}
