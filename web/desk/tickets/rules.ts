/** What the screens of tickets work out by themselves. Pure. */
import type { Category, Fact, Fault, Field, Given, Labels, Taxonomy, Ticket } from '@/api/tickets'

import { rank } from '../lib/fuzzy'

/** As the server chooses among them: the tag, its language, English, any. */
export function inLocale(labels: Labels, locale: string): string {
  const language = locale.split('-')[0]
  const near = Object.entries(labels).find(([tag]) => tag.split('-')[0] === language)?.[1]
  return labels[locale] ?? near ?? labels['en'] ?? Object.values(labels)[0] ?? ''
}

export const labelOf = (field: Field | undefined, key: string, locale: string) => (field ? inLocale(field.labels, locale) : key)

/** Questions of the agents' own, as fields: only a card's answer changes what is known of them. */
export function ownFields(ticket: Pick<Ticket, 'cards'> | null): Field[] {
  const own = (ticket?.cards ?? []).flatMap((card) => card.fields).filter((one) => isOwn(one.key))
  return own.map(({ label, ...rest }) => ({ ...rest, labels: { en: label }, formats: [], revision: 0, internal: false, retired: false, retired_at: '', retired_by: '' }))
}

export const isOwn = (key: string) => key.startsWith('own:')

/** A category's name; of one that is not known here, its code. */
export function nameOf(tree: Taxonomy | undefined, code: string, locale: string): string {
  const found = tree?.categories.find((one) => one.code === code)
  return found ? inLocale(found.labels, locale) : code
}

/** By code, or by words of any of its names; in the taxonomy's order where nothing is looked for. */
export function searched(taxonomy: Taxonomy, words: string, locale: string): Category[] {
  const wanted = words.trim()
  const active = taxonomy.categories.filter((one) => one.active)
  if (!wanted) return active
  const everything = (one: Category) => [one.code, ...Object.values(one.labels)].join(' ')
  const best = rank(wanted, active, [
    { of: (one) => inLocale(one.labels, locale), weight: 1.4, whole: true },
    { of: everything, weight: 1, whole: true },
  ])
  // Words that stand apart in it, in any order.
  const apart = wanted.toLowerCase().split(/\s+/)
  return [...best, ...active.filter((one) => !best.includes(one) && apart.every((word) => everything(one).toLowerCase().includes(word)))]
}

/** What somebody is filling in of one field. */
export interface Draft {
  values: { value: string; zone: string }[]
  /** He does not have it, and why. */
  lacks: boolean
  missing: string
  file: string
  fileName: string
}

export const blank = (): Draft => ({ values: [{ value: '', zone: '' }], lacks: false, missing: '', file: '', fileName: '' })

export function draftOf(facts: readonly Fact[]): Draft {
  const values = facts.filter((one) => one.value).map((one) => ({ value: one.typed ?? one.value ?? '', zone: one.zone ?? '' }))
  const missing = facts.find((one) => one.missing)?.missing ?? ''
  return { values: values.length ? values : [{ value: '', zone: '' }], lacks: Boolean(missing), missing, file: '', fileName: '' }
}

export function givenOf(field: string, draft: Draft): Given[] {
  if (draft.lacks) return [{ field, missing: draft.missing }]
  if (draft.file) return [{ field, file: draft.file }]
  return draft.values.filter((one) => one.value.trim()).map(({ value, zone }) => ({ field, value, ...(zone.trim() ? { zone: zone.trim() } : {}) }))
}

/** What was refused, by field. */
export function byField(faults: readonly Fault[]): Map<string, Fault[]> {
  const found = new Map<string, Fault[]>()
  for (const one of faults) found.set(one.field, [...(found.get(one.field) ?? []), one])
  return found
}

export type Level = 'calm' | 'amber' | 'red'

/** How it stands with the word that was promised: of what waits for us or for a partner of ours the last quarter (an hour at most) is amber. */
export function promise({ next, since, next_update_by: due }: Pick<Ticket, 'next' | 'since' | 'next_update_by'>, now: number): { seconds: number; level: Level } | null {
  if (due === null) return null
  const left = (Date.parse(due) - now) / 1000
  if (next !== 'agents' && next !== 'partner') return { seconds: left, level: 'calm' }
  const whole = (Date.parse(due) - Date.parse(since)) / 1000
  return { seconds: left, level: left < 0 ? 'red' : left < Math.min(3600, whole / 4) ? 'amber' : 'calm' }
}

/** The statuses with which the customer must be told something. */
export const WANTS_WORDS: readonly string[] = ['waiting_for_you', 'rejected']

/** Of two versions the parts that differ, as text. */
export interface Part {
  name: string
  mine: string
  theirs: string
}
