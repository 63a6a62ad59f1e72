/** What an agent is told while he looks elsewhere: what was given to him, what his customers say, who begins to wait. Pure. */
import type { Conversation } from '@/api/types'

export type Alert = 'assigned' | 'message' | 'waiting'

/** `before`: what was last known of it; undefined when it was not known. `since`: what began to wait earlier is no news. */
export function alertFor(before: Conversation | undefined, now: Conversation, me: string, since: string): Alert | null {
  if (now.status !== 'open') return null
  if (now.assignee?.id === me) {
    if (before && before.assignee?.id !== me) return 'assigned'
    const said = now.preview_author === 'customer' && now.unread > (before?.unread ?? 0)
    return said && now.updated_at > since ? 'message' : null
  }
  const waits = now.handler === 'queue' && now.waiting_since !== null && now.waiting_since > since
  return waits && before?.handler !== 'queue' ? 'waiting' : null
}
