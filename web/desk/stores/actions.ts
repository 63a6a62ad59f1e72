/** What an agent does: with a conversation by commands that are repeated until acknowledged, and for himself; what fails is said. */
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

import type { Conversation, Person, Presence, Team } from '@/api/types'
import type { Draft as CommandDraft } from '@/shared/sender'

import { explain } from '../lib/problems'
import { i18n } from '../texts'
import { keepPresence } from '../lib/idle'
import { useHolds } from './holds'
import { useLink } from './link'
import { useSession } from './session'
import { useToasts } from './toasts'

type Action = 'assign' | 'transfer' | 'close' | 'reopen' | 'redact'

export interface NoteEdit {
  client_id: string
  conversation: string
  text: string
  state: 'saving' | 'failed'
  problem: string
}

export const useActions = defineStore('actions', () => {
  const link = useLink()
  const holds = useHolds()
  const session = useSession()
  const toasts = useToasts()
  /** What is on its way, as `close <conversation>`. */
  const busy = shallowReactive(new Set<string>())
  const { t } = i18n.global

  async function run(action: Action, conversation: string, draft: CommandDraft): Promise<boolean> {
    const key = `${action} ${conversation}`
    if (busy.has(key)) return false
    busy.add(key)
    if (link.state !== 'online') toasts.say(t('talk.later'))
    // What was said goes out before what is done next, and in this order.
    void holds.settle([conversation])
    try {
      await link.live.command(draft).done
      return true
    } catch (reason) {
      toasts.say(`${t(`error.action.${action}`)} ${explain(reason)}`, 'bad')
      return false
    } finally {
      busy.delete(key)
    }
  }

  const isBusy = (action: Action, conversation: string) => busy.has(`${action} ${conversation}`)

  function assignToMe(conversation: Conversation): void {
    const me = session.me
    if (!me || conversation.status !== 'open') return
    if (conversation.assignee?.id === me.id) toasts.say(t('talk.alreadyYours'))
    else assign(conversation, me)
  }

  function assign(conversation: Conversation, to: { id: string }): void {
    void run('assign', conversation.id, { type: 'assign', conversation: conversation.id, to: to.id })
  }

  async function transfer(conversation: string, to: { agent: Person } | { team: Team }, note: string): Promise<boolean> {
    const target = 'agent' in to ? { to_agent: to.agent.id } : { to_team: to.team.id }
    const done = await run('transfer', conversation, { type: 'transfer', conversation, note, ...target })
    if (done) toasts.say(t('transfer.done', { name: 'agent' in to ? to.agent.name : to.team.name }))
    return done
  }

  function toggle(conversation: Conversation): void {
    const type = conversation.status === 'open' ? 'close' : 'reopen'
    void run(type, conversation.id, { type, conversation: conversation.id })
  }

  async function redact(conversation: string, entry: string): Promise<boolean> {
    const done = await run('redact', conversation, { type: 'redact', conversation, entry })
    if (done) toasts.say(t('redact.done'))
    return done
  }

  /** A note's new text, by the note: shown at once, and what the server says against it. As the outbox has them, also those of an earlier page. */
  const edits = shallowReactive(new Map<string, NoteEdit>())

  function readEdits(thread: string): void {
    for (const [entry, { conversation }] of [...edits]) if (conversation === thread) edits.delete(entry)
    for (const { client_id, command, state, error } of link.live.sender.pending(thread)) {
      if (command.type !== 'edit' || state === 'acked') continue
      edits.set(command.entry, { client_id, conversation: thread, text: command.text, state: error ? 'failed' : 'saving', problem: error?.message ?? '' })
    }
  }
  link.live.sender.on('changed', ({ thread }) => readEdits(thread))
  link.live.sender.threads().forEach(readEdits)

  function edit(conversation: string, entry: string, text: string, mentions: string[]): void {
    dropEdit(entry)
    if (link.state !== 'online') toasts.say(t('talk.later'))
    link.live.command({ type: 'edit', conversation, entry, text, ...(mentions.length ? { mentions } : {}) })
  }

  /** What was refused is given up. */
  function dropEdit(entry: string): void {
    const refused = edits.get(entry)
    if (refused?.state === 'failed') link.live.sender.discard(refused.client_id)
  }

  async function copyLink(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href)
      toasts.say(t('talk.linkCopied'))
    } catch {
      toasts.say(t('error.action.copy'), 'bad')
    }
  }

  async function setPresence(presence: Presence): Promise<void> {
    try {
      await session.setPresence(presence)
      keepPresence({ presence, byItself: false })
    } catch (reason) {
      toasts.say(`${t('error.action.presence')} ${explain(reason)}`, 'bad')
    }
  }

  async function signOut(): Promise<void> {
    await holds.settleAll()
    await session.signOut()
    // The whole page goes, and with it everything it held of customers.
    location.replace('/desk/sign-in')
  }

  return { isBusy, assignToMe, assign, transfer, toggle, redact, edit, dropEdit, edits, copyLink, setPresence, signOut }
})
