/** What the command bar offers. */
import type { Component } from 'vue'

import type { AuthorKind, Presence } from '@/api/types'

import type { Sought } from './match'

export type GroupName = 'here' | 'go' | 'talks' | 'search' | 'brand' | 'you' | 'look' | 'more' | 'people' | 'teams' | 'replies'
export type StepName = 'assign' | 'team' | 'canned'

interface Shown extends Sought {
  group: GroupName
  icon?: Component
  /** A person or a state instead of the icon. */
  person?: { name: string; kind: AuthorKind; presence?: Presence } | undefined
  dot?: Presence | undefined
  /** What stands at the end of the line: a count, a state. */
  hint?: string | undefined
  keys?: string[] | undefined
  /** Its label is in this language. */
  lang?: string | undefined
  /** Never offered as used lately: leaving by a slip of the finger would be a pity. */
  unkept?: boolean | undefined
}

export interface Act extends Shown { run: () => void }
/** Asks for one more choice first. */
export interface Ask extends Shown { step: StepName }
export type Choice = Act | Ask

/** The second choice of a command: people, teams or replies. */
export interface Step {
  name: StepName
  choices: Act[]
  state: 'loading' | 'ready' | 'failed'
  retry: () => void
}
