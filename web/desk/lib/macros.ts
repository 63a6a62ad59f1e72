/** What a macro does besides replying: how it is edited, and what it becomes when it is run. Pure. */
import { Blocks, CheckCheck, CircleDot, Clock, FolderTree, Handshake, Inbox, ListChecks, Signal, StickyNote, Tags, UserCheck, UsersRound } from '@lucide/vue'

import { type Step, STEPS } from '@/api/rules'
import type { CannedReply, MacroStep, Person } from '@/api/types'

import { mentionsIn } from '../composer/marks'
import { fill, unknownVariable, type Variables } from './canned'

export const STEP_ICONS = {
  note: StickyNote, tag: Tags, category: FolderTree, priority: Signal, card: ListChecks, task: Handshake, assign: UserCheck, unassign: Inbox, transfer: UsersRound,
  snooze: Clock, status: CircleDot, close: CheckCheck, macro: Blocks,
} as const
/** What only a ticket has: with one of these all is done in one act, or nothing. */
const OF_TICKET = ['tag', 'category', 'priority', 'card', 'task', 'snooze', 'status'] as const
/** What a macro's form asks for in a list of its own. */
export const MORE = [...OF_TICKET, 'macro'] as const
export const onTicket = (steps: readonly MacroStep[]): boolean => steps.some(({ type }) => OF_TICKET.some((one) => one === type))
const inOrder = (steps: readonly MacroStep[]): MacroStep[] => [...steps].sort((a, b) => STEPS.indexOf(a.type) - STEPS.indexOf(b.type))

/** The steps as a form holds them: one question each. */
export interface Plan {
  note: boolean
  noteText: string
  owner: 'keep' | 'assign' | 'unassign' | 'transfer'
  team: string
  why: string
  close: boolean
  /** Of the ticket, and other macros. */
  more: Step[]
}

export function planOf(steps: readonly MacroStep[]): Plan {
  const plan: Plan = { note: false, noteText: '', owner: 'keep', team: '', why: '', close: false, more: [] }
  for (const step of steps) {
    if (step.type === 'note') Object.assign(plan, { note: true, noteText: step.text })
    else if (step.type === 'transfer') Object.assign(plan, { owner: 'transfer', team: step.team, why: step.text })
    else if (step.type === 'close') plan.close = true
    else if (step.type === 'assign' || step.type === 'unassign') plan.owner = step.type
    else plan.more.push({ ...step })
  }
  return plan
}

export function stepsOf(plan: Plan): MacroStep[] {
  const steps: MacroStep[] = []
  if (plan.note) steps.push({ type: 'note', text: plan.noteText.trim() })
  if (plan.owner === 'transfer') steps.push({ type: 'transfer', team: plan.team, text: plan.why.trim() })
  else if (plan.owner !== 'keep') steps.push({ type: plan.owner })
  if (plan.close) steps.push({ type: 'close' })
  return inOrder([...steps, ...(plan.more as MacroStep[])])
}

/** With the steps of called macros in the place of the calls. Where two ask for the same, the caller's own counts. */
export function expanded(steps: readonly MacroStep[], replies: readonly CannedReply[], depth = 0): MacroStep[] {
  const own = steps.filter(({ type }) => type !== 'macro')
  for (const step of depth < 20 ? steps : []) {
    if (step.type !== 'macro') continue
    const called = expanded(replies.find(({ id }) => id === step.value)?.steps ?? [], replies, depth + 1)
    own.push(...called.filter(({ type }) => !own.some((one) => one.type === type)))
  }
  return inOrder(own)
}

/** What a plan lacks; keys under `macro`. */
export function lacks(plan: Plan): { noteText?: 'needNote'; team?: 'needTeam'; why?: 'needWhy' } {
  return {
    ...(plan.note && !plan.noteText.trim() ? { noteText: 'needNote' as const } : {}),
    ...(plan.owner === 'transfer' && !plan.team ? { team: 'needTeam' as const } : {}),
    ...(plan.owner === 'transfer' && !plan.why.trim() ? { why: 'needWhy' as const } : {}),
  }
}

/** The first name between braces in any step that nobody would fill in. */
export const unknownIn = (steps: readonly MacroStep[]): string | null =>
  steps.reduce<string | null>((found, step) => found ?? ('text' in step ? unknownVariable(step.text ?? '') : null), null)

export const filled = (steps: readonly MacroStep[], variables: Variables): MacroStep[] =>
  steps.map((step) => ('text' in step ? { ...step, text: fill(step.text ?? '', variables) } : step))

/** As they go to the server: a note tells whom it names. */
export function toRun(steps: readonly MacroStep[], colleagues: readonly Person[]) {
  return steps.map((step) => {
    const mentions = step.type === 'note' ? mentionsIn(step.text, colleagues) : []
    return mentions.length ? { ...step, mentions } : step
  })
}
