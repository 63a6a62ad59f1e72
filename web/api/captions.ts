/** What a customer says of a file he sent. `as_is`: what looks like a secret in it is none. */
import { type CallOptions, call } from './http'
import type { FileRef } from './types'

export function sayCaption(id: string, caption: string, asIs: boolean, options: CallOptions): Promise<FileRef> {
  return call(`/api/files/${encodeURIComponent(id)}/caption`, { ...options, method: 'PUT', body: { caption, as_is: asIs } })
}
