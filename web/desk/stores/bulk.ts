/** What is done to many conversations at once: shown at once, told to the server in few requests, and each failure said. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { changeMany } from '@/api/desk'
import type { BulkItem, Conversation, Person, Team } from '@/api/types'
import { uuid } from '@/shared/ids'

import { explain } from '../lib/problems'
import { i18n } from '../texts'
import { useHolds } from './holds'
import { useQueue } from './queue'
import { useToasts } from './toasts'

/** As many as the server takes in one request. */
const TOGETHER = 100

type Kind = 'close' | 'reopen' | 'assign' | 'transfer'
type Wish = Omit<BulkItem, 'client_id' | 'conversation'>

interface Change {
  of: Conversation
  wish: Wish
  /** As it will look. */
  then: Conversation
}

export const useBulk = defineStore('bulk', () => {
  const queue = useQueue()
  const holds = useHolds()
  const toasts = useToasts()
  const { t } = i18n.global
  const busy = ref(false)

  /** What was done, and the first refusal. What the server did not get looks as before again. */
  async function send(changes: readonly Change[]): Promise<{ done: Change[]; refusal: string }> {
    const done: Change[] = []
    let refusal = ''
    for (const { then } of changes) queue.put(then)
    await holds.settle(changes.map(({ of }) => of.id))
    for (let from = 0; from < changes.length; from += TOGETHER) {
      const part = changes.slice(from, from + TOGETHER)
      try {
        const { results, conversations } = await changeMany(part.map(({ of, wish }) => ({ ...wish, client_id: uuid(), conversation: of.id })))
        const refused = new Map(results.filter((result) => !result.ok).map((result) => [result.conversation, result.message ?? '']))
        done.push(...part.filter(({ of }) => !refused.has(of.id)))
        refusal ||= [...refused.values()][0] ?? ''
        for (const conversation of conversations) queue.put(conversation)
      } catch (reason) {
        for (const { of } of changes.slice(from)) queue.put(of)
        return { done, refusal: explain(reason) }
      }
    }
    return { done, refusal }
  }

  async function run(kind: Kind, changes: readonly Change[], back: (change: Change) => Change | null): Promise<void> {
    if (busy.value || !changes.length) return
    busy.value = true
    try {
      const { done, refusal } = await send(changes)
      const undone = done.flatMap((change) => back(change) ?? [])
      const said = done.length ? t(`bulk.done.${kind}`, { n: done.length }, done.length) : ''
      const failed = changes.length - done.length
      const action = undone.length ? { label: t('bulk.undo'), run: () => void undo(undone) } : null
      toasts.say([said, failed ? t('bulk.failed', { n: failed, why: refusal }, failed) : ''].filter(Boolean).join(' '), failed ? 'bad' : 'good', action)
    } finally {
      busy.value = false
    }
  }

  async function undo(changes: readonly Change[]): Promise<void> {
    const { done, refusal } = await send(changes)
    const failed = changes.length - done.length
    toasts.say(failed ? t('bulk.failed', { n: failed, why: refusal }, failed) : t('bulk.undone', { n: done.length }, done.length), failed ? 'bad' : 'good')
  }

  const closing = (of: Conversation): Change => ({ of, wish: { type: 'close' }, then: { ...of, status: 'closed', waiting_since: null, urgent: false } })
  const reopening = (of: Conversation): Change => ({ of, wish: { type: 'reopen' }, then: { ...of, status: 'open' } })

  const close = (all: readonly Conversation[]) => run('close', all.filter(({ status }) => status === 'open').map(closing), ({ then }) => reopening(then))
  const reopen = (all: readonly Conversation[]) => run('reopen', all.filter(({ status }) => status === 'closed').map(reopening), ({ then }) => closing(then))

  function assigning(of: Conversation, to: { id: string; name: string } | null): Change {
    const assignee = to && { kind: 'agent' as const, id: to.id, name: to.name }
    return { of, wish: { type: 'assign', to: to?.id ?? null }, then: { ...of, assignee, handler: to ? 'agent' : 'queue' } }
  }

  /** The bot, once silenced, does not come back: only what was with a person or in the queue can go back there. */
  const before = ({ of, then }: Change) => (of.handler === 'bot' || of.status === 'closed' ? null : assigning({ ...then, waiting_since: of.waiting_since }, of.assignee))

  const assign = (all: readonly Conversation[], to: { id: string; name: string }) => run('assign', all.filter(({ assignee }) => assignee?.id !== to.id).map((of) => assigning(of, to)), before)

  /** As it was before: with its person or its team again, or in the queue, where the server says whether it still can be. */
  const back = ({ of, then }: Change): Change => ({ of: then, wish: { type: 'back' }, then: { ...then, assignee: of.assignee, team: of.team ?? null, handler: of.assignee ? 'agent' : 'queue' } })

  function transfer(all: readonly Conversation[], to: { agent: Person } | { team: Team }, note: string): Promise<void> {
    const changes = all.map((of): Change => ({
      of,
      wish: { type: 'transfer', note, ...('agent' in to ? { to_agent: to.agent.id } : { to_team: to.team.id }) },
      then: 'agent' in to ? assigning(of, to.agent).then : { ...of, assignee: null, handler: 'queue', team: to.team },
    }))
    return run('transfer', changes, back)
  }

  return { busy, close, reopen, assign, transfer }
})
