/** Files, which both sides fetch alike: bytes down with the session. How they go up: `transfer.ts`. */
import { type CallOptions, respond } from './http'

export async function fetchFile(id: string, options: CallOptions & { path?: string } = {}): Promise<Blob> {
  const { path = '/api/files', ...rest } = options
  return (await respond(`${path}/${encodeURIComponent(id)}`, rest)).blob()
}
