/** The board as the lead has it before him: asked for again when something changed, moved on the spot, and put right by the server. */
import { defineStore } from 'pinia'
import { ref, shallowReactive, shallowRef, watch } from 'vue'

import { type Board, endLoan, getBoard, getLine, lend, type LinePage, mattersOf, moveMatter, type Narrowed } from '@/api/board'
import { ApiError } from '@/api/http'
import type { Conversation } from '@/api/types'
import { uuid } from '@/shared/ids'

import { explain } from '../lib/problems'
import { useLink } from '../stores/link'
import { useToasts } from '../stores/toasts'
import { i18n } from '../texts'
import { carried, channelOf, joined, without } from './rules'

/** To whom; null is the line itself. */
export type Target = { agent: string; name: string } | { team: string; name: string } | null
/** What is carried over the board with the mouse. */
export type Dragged = { conversations: Conversation[] } | { agent: string }
type Way = { conversation: Conversation; to: Target; off?: boolean }

/** Not more often than this, however much happens; and so often in any case, for who comes and goes makes no entry. */
const LEAST_MS = 1000
const USUAL_MS = 3000
const EVERYTHING: Narrowed = { team: '', language: '', channel: '' }

export const useBoard = defineStore('board', () => {
  const link = useLink()
  const toasts = useToasts()
  const { t } = i18n.global
  const brand = ref('')
  const narrowed = ref<Narrowed>(EVERYTHING)
  const board = shallowRef<Board | null>(null)
  const line = shallowRef<LinePage | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const error = shallowRef<unknown>(null)
  /** The last answer did not come: what is shown may be old. */
  const stale = ref(false)
  const chosen = shallowReactive(new Set<string>())
  const dragged = shallowRef<Dragged | null>(null)
  /** Whose matters are looked at. */
  const opened = ref('')
  const matters = shallowRef<Conversation[] | null>(null)
  let flight = 0
  let moving = 0
  let asked = 0
  let pages = 1
  let timer: ReturnType<typeof setTimeout> | undefined

  async function pagesOf(count: number): Promise<LinePage> {
    let page = await getLine(brand.value, narrowed.value, 0)
    for (let read = 1; read < count && page.next !== null; read++) page = joined(page, await getLine(brand.value, narrowed.value, page.next))
    return page
  }

  async function refresh(): Promise<void> {
    if (!brand.value) return
    const mine = ++flight
    asked = Date.now()
    try {
      const [now, next, his] = await Promise.all([getBoard(brand.value, narrowed.value.team), pagesOf(pages), opened.value ? mattersOf(brand.value, opened.value) : null])
      // What was moved meanwhile is not in it yet: the next look has it. And nothing moves away from under a hand that drags.
      if (mine !== flight || moving || dragged.value) return
      board.value = now
      line.value = next
      if (opened.value) matters.value = his
      for (const id of chosen) if (!next.line.some(({ conversation }) => conversation.id === id)) chosen.delete(id)
      state.value = 'ready'
      stale.value = false
    } catch (reason) {
      if (mine !== flight) return
      error.value = reason
      stale.value = state.value === 'ready'
      if (state.value !== 'ready') state.value = 'failed'
    }
  }

  /** Something changed: looked at soon, but not for each of many things. */
  function wake(): void {
    if (timer !== undefined || document.visibilityState !== 'visible') return
    timer = setTimeout(() => {
      timer = undefined
      void refresh()
    }, Math.max(0, LEAST_MS - (Date.now() - asked)))
  }

  /** As long as the page is there. The function ends it. */
  function follow(): () => void {
    const beat = setInterval(() => { if (Date.now() - asked >= USUAL_MS) wake() }, 1000)
    const offs = [link.live.on('changed', wake), link.live.on('workspace', wake), watch(dragged, (now) => { if (!now) wake() })]
    document.addEventListener('visibilitychange', wake)
    return () => {
      clearInterval(beat)
      clearTimeout(timer)
      timer = undefined
      document.removeEventListener('visibilitychange', wake)
      for (const off of offs) off()
      dragged.value = null
      flight++
    }
  }

  function open(key: string, to: Narrowed): void {
    const other = key !== brand.value
    brand.value = key
    narrowed.value = to
    pages = 1
    if (other) {
      board.value = null
      opened.value = ''
    }
    line.value = null
    chosen.clear()
    state.value = board.value ? 'ready' : 'loading'
    void refresh()
  }

  async function more(): Promise<void> {
    pages++
    await refresh()
  }

  async function look(agent: string): Promise<void> {
    opened.value = opened.value === agent ? '' : agent
    matters.value = null
    if (!opened.value) return
    try {
      const found = await mattersOf(brand.value, agent)
      if (opened.value === agent) matters.value = found
    } catch (reason) {
      toasts.say(explain(reason), 'bad')
      opened.value = ''
    }
  }

  /** Shown at once; each by itself, so that one that somebody was quicker with holds up no other. */
  async function send(ways: readonly Way[], note: string): Promise<{ done: Way[]; refusal: string }> {
    moving++
    for (const { conversation, to } of ways) show(conversation, to)
    const outcomes = await Promise.all(ways.map(({ conversation, to, off }) => {
      const where = to === null ? { off_team: off ?? false } : 'agent' in to ? { to_agent: to.agent } : { to_team: to.team }
      return moveMatter({ conversation: conversation.id, held: conversation.assignee?.id ?? null, note, ...where }, uuid()).then(() => '', refusalOf)
    }))
    moving--
    void refresh()
    return { done: ways.filter((_, at) => !outcomes[at]), refusal: outcomes.find(Boolean) ?? '' }
  }

  function refusalOf(reason: unknown): string {
    if (!(reason instanceof ApiError) || reason.code !== 'moved_meanwhile') return explain(reason)
    const { name } = reason.data
    return typeof name === 'string' && name ? t('board.hasIt', { name }) : t('board.waitsAgain')
  }

  function show(conversation: Conversation, to: Target): void {
    const [from, into] = [conversation.assignee?.id ?? null, to && 'agent' in to ? to.agent : null]
    if (line.value) line.value = without(line.value, new Set([conversation.id]))
    if (board.value) board.value = { ...board.value, agents: carried(board.value.agents, channelOf(conversation), from, into) }
    if (matters.value && from === opened.value) matters.value = matters.value.filter(({ id }) => id !== conversation.id)
    chosen.delete(conversation.id)
  }

  /** Back to where each was; `conversation` as it stands since. */
  function back({ conversation, to }: Way): Way {
    const now: Conversation = { ...conversation, assignee: to && 'agent' in to ? { kind: 'agent', id: to.agent, name: to.name } : null }
    const { assignee, team } = conversation
    if (assignee) return { conversation: now, to: { agent: assignee.id, name: assignee.name } }
    const moved = to !== null && 'team' in to
    return { conversation: now, to: moved && team ? { team: team.id, name: team.name } : null, off: moved && !team }
  }

  async function move(conversations: readonly Conversation[], to: Target, note = ''): Promise<void> {
    const ways = conversations.filter(({ assignee }) => to === null ? assignee !== null : 'team' in to || assignee?.id !== to.agent).map((conversation) => ({ conversation, to }))
    if (!ways.length) return
    const { done, refusal } = await send(ways, note)
    const said = done.length ? t(to === null ? 'board.backInLine' : 'board.moved', { n: done.length, name: to?.name ?? '' }, done.length) : ''
    const undo = done.length ? { label: t('bulk.undo'), run: () => void takeBack(done.map(back)) } : null
    toasts.say([said, refusal].filter(Boolean).join(' '), refusal ? 'bad' : 'good', undo)
  }

  async function takeBack(ways: readonly Way[]): Promise<void> {
    const { done, refusal } = await send(ways, '')
    toasts.say([done.length ? t('bulk.undone', { n: done.length }, done.length) : '', refusal].filter(Boolean).join(' '), refusal ? 'bad' : 'good')
  }

  /** Without hours until the shift ends. Raises what the server refuses. */
  async function lendTo(agent: { id: string; name: string }, what: { team: string; name: string } | { language: string; name: string }, hours: number | null): Promise<void> {
    const wish = 'team' in what ? { agent: agent.id, team: what.team } : { agent: agent.id, language: what.language }
    const made = await lend(brand.value, { ...wish, hours })
    const time = new Intl.DateTimeFormat(i18n.global.locale.value, { hour: '2-digit', minute: '2-digit' }).format(new Date(made.until))
    toasts.say(t('board.lent', { name: agent.name, to: what.name, time }), 'good', { label: t('bulk.undo'), run: () => void giveBack(wish) })
    void refresh()
  }

  async function giveBack(what: Parameters<typeof endLoan>[1]): Promise<void> {
    try {
      await endLoan(brand.value, what)
      toasts.say(t('board.loanEnded'))
    } catch (reason) {
      toasts.say(explain(reason), 'bad')
    }
    void refresh()
  }

  /** Dropped on an agent, a team or the line. */
  async function drop(to: Target): Promise<void> {
    const what = dragged.value
    dragged.value = null
    if (!what) return
    if ('conversations' in what) return move(what.conversations, to)
    const agent = board.value?.agents.find(({ id }) => id === what.agent)
    if (!agent || !to || !('team' in to)) return
    await lendTo(agent, to, null).catch((reason: unknown) => toasts.say(explain(reason), 'bad'))
  }

  return { brand, narrowed, board, line, state, error, stale, chosen, dragged, opened, matters, refresh, follow, open, more, look, move, lendTo, giveBack, drop }
})
