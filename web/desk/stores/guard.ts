/** What the guard stopped: asked of a lead, or let go by one. */
import { defineStore } from 'pinia'

import type { Conversation } from '@/api/types'
import type { Pending } from '@/shared/sender'

import { leadsOf } from '../lib/guard'
import { explain } from '../lib/problems'
import { i18n } from '../texts'
import { useLink } from './link'
import { usePeople } from './people'
import { useSession } from './session'
import { useToasts } from './toasts'

export const useGuard = defineStore('guard', () => {
  const link = useLink()
  const people = usePeople()
  const session = useSession()
  const toasts = useToasts()
  const { t } = i18n.global

  /** The stopped reply becomes a note that names the brand's leads; it leaves the outbox once the note stands. */
  async function ask({ client_id, command }: Pending, { id, brand }: Conversation): Promise<void> {
    if (command.type !== 'send') return
    await people.want()
    const mentions = leadsOf(people.people?.agents ?? [], brand, session.me?.id ?? '')
    const { text, translated, reply_to } = command
    const note = { type: 'send' as const, conversation: id, text, note: true, held: true, ...(mentions.length ? { mentions } : {}), ...(translated ? { translated } : {}), ...(reply_to ? { reply_to } : {}) }
    link.live.sender.discard(client_id)
    try {
      await link.live.command(note).done
      toasts.say(mentions.length ? t('guard.asked', { n: mentions.length }, mentions.length) : t('guard.askedNobody'), mentions.length ? 'good' : 'bad')
    } catch {
      // What was refused stands in the timeline with its reason.
    }
  }

  /** A held note goes to the customer. */
  async function release(conversation: string, entry: string, reason: string): Promise<boolean> {
    return await went(() => link.live.command({ type: 'release', conversation, entry, reason }).done)
  }

  /** One's own words go after all. */
  async function releaseOwn({ client_id, command, files }: Pending, reason: string): Promise<boolean> {
    if (command.type !== 'send') return false
    link.live.sender.discard(client_id)
    return await went(() => link.live.command({ ...command, release: { reason } }, { files: [...files] }).done)
  }

  async function went(send: () => Promise<unknown>): Promise<boolean> {
    try {
      await send()
      toasts.say(t('guard.done'))
      return true
    } catch (reason) {
      toasts.say(explain(reason), 'bad')
      return false
    }
  }

  return { ask, release, releaseOwn }
})
