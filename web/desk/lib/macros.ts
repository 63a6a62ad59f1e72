/** What a macro does besides replying: how it is edited, and what it becomes when it is run. Pure. */
import { CheckCheck, Inbox, StickyNote, UserCheck, UsersRound } from '@lucide/vue'

import type { MacroStep, Person } from '@/api/types'

import { mentionsIn } from '../composer/marks'
import { fill, unknownVariable, type Variables } from './canned'

export const STEP_ICONS = { note: StickyNote, assign: UserCheck, unassign: Inbox, transfer: UsersRound, close: CheckCheck } as const

/** The steps as a form holds them: one question each. */
export interface Plan {
  note: boolean
  noteText: string
  owner: 'keep' | 'assign' | 'unassign' | 'transfer'
  team: string
  why: string
  close: boolean
}

export function planOf(steps: readonly MacroStep[]): Plan {
  const plan: Plan = { note: false, noteText: '', owner: 'keep', team: '', why: '', close: false }
  for (const step of steps) {
    if (step.type === 'note') Object.assign(plan, { note: true, noteText: step.text })
    else if (step.type === 'transfer') Object.assign(plan, { owner: 'transfer', team: step.team, why: step.text })
    else if (step.type === 'close') plan.close = true
    else plan.owner = step.type
  }
  return plan
}

export function stepsOf(plan: Plan): MacroStep[] {
  const steps: MacroStep[] = []
  if (plan.note) steps.push({ type: 'note', text: plan.noteText.trim() })
  if (plan.owner === 'transfer') steps.push({ type: 'transfer', team: plan.team, text: plan.why.trim() })
  else if (plan.owner !== 'keep') steps.push({ type: plan.owner })
  if (plan.close) steps.push({ type: 'close' })
  return steps
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
  steps.reduce<string | null>((found, step) => found ?? ('text' in step ? unknownVariable(step.text) : null), null)

export const filled = (steps: readonly MacroStep[], variables: Variables): MacroStep[] =>
  steps.map((step) => ('text' in step ? { ...step, text: fill(step.text, variables) } : step))

/** As they go to the server: a note tells whom it names. */
export function toRun(steps: readonly MacroStep[], colleagues: readonly Person[]) {
  return steps.map((step) => {
    const mentions = step.type === 'note' ? mentionsIn(step.text, colleagues) : []
    return mentions.length ? { ...step, mentions } : step
  })
}
