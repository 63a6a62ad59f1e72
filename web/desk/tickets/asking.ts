/** What an agent puts on a card before it goes out. Pure. */
import type { Question } from '@/api/ticket-work'
import type { Category, Ticket } from '@/api/tickets'

/** The kinds of values an own question may want, the ones wanted most first. */
export const KINDS = [
  'text', 'yes_no', 'choice', 'amount', 'currency', 'asset', 'network', 'txid', 'address', 'memo', 'order_id', 'p2p_order_no', 'reference', 'uid',
  'time', 'date', 'error_code', 'country', 'url', 'file',
] as const
export const MOST_FIELDS = 12
export const MOST_STEPS = 12
export const MOST_CHOICES = 12

export interface OwnField {
  id: number
  kind: string
  label: string
  /** One on each line. */
  choices: string
}

export interface Asking {
  keys: string[]
  own: OwnField[]
  steps: { id: number; text: string }[]
  text: string
}

/** What the ticket still lacks is what most cards ask for. */
export function begun(ticket: Ticket): Asking {
  return { keys: ticket.lacking.slice(0, MOST_FIELDS), own: [], steps: [], text: '' }
}

/** The category's own fields, needed ones first, and after them what else was chosen. */
export function offered(category: Category | undefined, keys: readonly string[]): string[] {
  return [...new Set([...(category?.required ?? []), ...(category?.optional ?? []), ...keys])]
}

export function choicesOf(one: OwnField): string[] {
  return one.choices.split('\n').map((line) => line.trim()).filter(Boolean)
}

/** As it is sent: steps nobody wrote into are left out. */
export function questionOf(asking: Asking): Question {
  return {
    fields: [
      ...asking.keys.map((key) => ({ key })),
      ...asking.own.map((one) => ({ kind: one.kind, label: one.label.trim(), ...(one.kind === 'choice' ? { choices: choicesOf(one) } : {}) })),
    ],
    steps: asking.steps.map((one) => one.text.trim()).filter(Boolean),
    text: asking.text.trim(),
  }
}

export type Lack = 'empty' | 'many' | 'label' | 'choices'

/** What stands against sending it, by the own field's id; 0: of the card as a whole. */
export function lacksOf(asking: Asking): Map<number, Lack> {
  const found = new Map<number, Lack>()
  const { fields, steps } = questionOf(asking)
  if (!fields.length && !steps.length) found.set(0, 'empty')
  else if (fields.length > MOST_FIELDS || steps.length > MOST_STEPS) found.set(0, 'many')
  for (const one of asking.own) {
    const choices = choicesOf(one)
    const apart = new Set(choices.map((each) => each.toLowerCase())).size === choices.length
    if (!one.label.trim()) found.set(one.id, 'label')
    else if (one.kind === 'choice' && (choices.length < 2 || choices.length > MOST_CHOICES || !apart)) found.set(one.id, 'choices')
  }
  return found
}
