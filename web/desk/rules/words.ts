/** A rule as it is edited and as a sentence. Pure. */
import { type Condition, type Content, FIELDS, type Op, type RuleField, STEPS, type Step, type StepKind } from '@/api/rules'

export type Say = (key: string, named?: Record<string, unknown>, plural?: number) => string
/** The names of what a brand has, by id or code. */
export interface Known {
  teams: { id: string; name: string }[]
  categories: { code: string; name: string }[]
  macros: { id: string; name: string; says: boolean }[]
}
export interface Option {
  value: string
  name: string
}

export const STATUSES = ['submitted', 'in_queue', 'with_agent', 'investigating', 'waiting_for_you', 'waiting_on_chain', 'waiting_for_partner', 'solved', 'closed', 'reopened', 'withdrawn', 'rejected']
/** Those a rule may ask for: it has no hands, and does not withdraw for a customer. */
export const TARGETS = STATUSES.filter((one) => !['submitted', 'with_agent', 'withdrawn'].includes(one))
export const NUMBERS: readonly RuleField[] = ['waiting', 'rating']
const CHANNELS = ['webchat', 'portal', 'api']
const TYPES = ['question', 'incident', 'request', 'dispute', 'security', 'complaint', 'report', 'feedback']
const UNITS = [['days', 1440], ['hours', 60], ['minutes', 1]] as const
export type Unit = (typeof UNITS)[number][0]

export const blank = (): Content => ({ name: '', active: true, trigger: { on: 'message' }, when: { match: 'all', groups: [] }, steps: [] })
export const copied = <T>(one: T): T => JSON.parse(JSON.stringify(one)) as T

/** Minutes as the largest unit that says them whole. */
export function span(minutes: number): { n: number; unit: Unit } {
  const [unit, size] = UNITS.find(([, each]) => minutes > 0 && minutes % each === 0) ?? UNITS[2]
  return { n: minutes / size, unit }
}
export const minutesOf = (n: number, unit: Unit): number => Math.max(0, Math.round(n)) * (UNITS.find(([one]) => one === unit)?.[1] ?? 1)
export const spanText = (minutes: number, say: Say): string => {
  const { n, unit } = span(minutes)
  return say(`rules.for.${unit}`, { n }, n)
}

/** Fields that may be asked after this trigger. */
export const fieldsFor = (on: Content['trigger']['on']): RuleField[] => FIELDS.filter((field) => field !== 'rating' || on === 'rated')

/** What a field can be, where that is known; null: words of the admin's own. */
export function optionsOf(field: RuleField, known: Known, say: Say): Option[] | null {
  const named = (values: readonly string[], family: string) => values.map((value) => ({ value, name: say(`${family}.${value}`) }))
  switch (field) {
    case 'channel': return named(CHANNELS, 'rules.channel')
    case 'team': return known.teams.map(({ id, name }) => ({ value: id, name }))
    case 'category': return known.categories.map(({ code, name }) => ({ value: code, name: `${code} · ${name}` }))
    case 'type': return named(TYPES, 'rules.type')
    case 'priority': return ['1', '2', '3', '4', '5'].map((value) => ({ value, name: `P${value}` }))
    case 'status': return named(STATUSES, 'event.ticket.is')
    case 'assigned': return named(['yes', 'no'], 'rules.assigned')
    case 'hours': return named(['inside', 'outside'], 'rules.hours')
    default: return null
  }
}

export function nameOf(field: RuleField, value: string, known: Known, say: Say): string {
  const found = optionsOf(field, known, say)?.find((one) => one.value === value)
  if (found) return field === 'category' ? value : found.name
  return field === 'words' ? `“${value}”` : value
}

/** Of several at once it has one, or none. */
export const opWords = (field: RuleField, op: Op): Op | 'has' | 'has_not' => (field !== 'words' && field !== 'tag' ? op : op === 'in' ? 'has' : 'has_not')

export function conditionText(one: Condition, known: Known, say: Say): string {
  const values = NUMBERS.includes(one.field) && one.field === 'waiting' ? spanText(Number(one.values[0] ?? 0), say) : one.values.map((value) => nameOf(one.field, value, known, say)).join(say('rules.or'))
  return say(`rules.says.${opWords(one.field, one.op)}`, { field: say(`rules.field.${one.field}`), values })
}

function triggerText({ trigger }: Content, known: Known, say: Say): string {
  const field = trigger.on === 'transferred' ? 'team' : trigger.on
  const what = say(`rules.on.${trigger.on}`)
  const to = trigger.value ? say('rules.to', { what, value: nameOf(field as RuleField, trigger.value, known, say) }) : what
  return trigger.after ? say('rules.after', { span: spanText(trigger.after, say), what: to }) : to
}

export function stepText(step: Step, known: Known, say: Say): string {
  const named = (family: 'macros' | 'teams', id = '') => known[family].find((one) => one.id === id)?.name ?? '?'
  const about: Record<StepKind, string> = {
    reply: named('macros', step.value), macro: named('macros', step.value), note: step.text ?? '', tag: [...(step.add ?? []).map((one) => `+${one}`), ...(step.remove ?? []).map((one) => `−${one}`)].join(' '),
    category: step.value ?? '', priority: `P${step.value ?? '?'}`, card: step.text || (step.steps ?? []).join(' · '), task: named('teams', step.team), assign: '', unassign: '',
    transfer: named('teams', step.team), snooze: step.minutes ? spanText(step.minutes, say) : say('rules.untilWord'), status: step.type === 'status' && step.value ? say(`event.ticket.is.${step.value}`) : '', close: '', webhook: '',
  }
  const name = say(`rules.step.${step.type}`)
  return about[step.type] ? say('rules.does', { step: name, about: about[step.type] }) : name
}

/** When, if, then. */
export function sentence(rule: Content, known: Known, say: Say): { when: string; conditions: string; then: string } {
  const groups = rule.when.groups.map((group) => group.tests.map((one) => conditionText(one, known, say)).join(say(`rules.join.${group.match}`)))
  const many = groups.length > 1
  return {
    when: triggerText(rule, known, say),
    conditions: groups.map((text, at) => (many && (rule.when.groups[at]?.tests.length ?? 0) > 1 ? `(${text})` : text)).join(say(`rules.join.${rule.when.match}`)),
    then: rule.steps.map((step) => stepText(step, known, say)).join(say('rules.and')),
  }
}

/** As the server does them: a step that is added goes to its place. */
export const inOrder = (steps: readonly Step[]): Step[] => [...steps].sort((a, b) => STEPS.indexOf(a.type) - STEPS.indexOf(b.type))
const GROUPS: readonly (readonly StepKind[])[] = [['assign', 'unassign', 'transfer'], ['status', 'close']]

/** Kinds of which there is not one yet. */
export function addable(kinds: readonly StepKind[], steps: readonly Step[]): StepKind[] {
  const taken = new Set(steps.flatMap(({ type }) => GROUPS.find((group) => group.includes(type)) ?? [type]))
  return kinds.filter((kind) => !taken.has(kind))
}

const WORDS_WANTED = ['waiting_for_you', 'rejected']

/** What a step lacks; a key under `rules.lacks`. */
export function lackOf(step: Step): 'text' | 'team' | 'value' | 'why' | 'tags' | 'card' | 'minutes' | null {
  const { type } = step
  if (['note', 'transfer', 'task'].includes(type) && !step.text?.trim()) return 'text'
  if (['transfer', 'task'].includes(type) && !step.team) return 'team'
  if (['reply', 'macro', 'category', 'priority', 'status'].includes(type) && !step.value) return 'value'
  if (type === 'priority' && (step.why?.trim().length ?? 0) < 5) return 'why'
  if (type === 'tag' && !step.add?.length && !step.remove?.length) return 'tags'
  if (type === 'card' && !step.steps?.length && !step.fields?.length) return 'card'
  if (type === 'task' && !step.minutes) return 'minutes'
  return type === 'status' && WORDS_WANTED.includes(step.value ?? '') && !step.text?.trim() ? 'text' : null
}
