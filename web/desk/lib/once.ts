/** A key for each set of contents: what goes out twice is done once, what was changed meanwhile is another request. */
import { uuid } from '@/shared/ids'

export function useOnce(): (contents: unknown) => string {
  let sent = { key: '', body: '' }
  return (contents) => {
    const body = JSON.stringify(contents)
    if (body !== sent.body) sent = { key: uuid(), body }
    return sent.key
  }
}
