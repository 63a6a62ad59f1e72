/** What the page of promises works out by itself. Pure. */
import type { Cell, Policy } from '@/api/promises'

const UNITS: [string, number][] = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]]

/** `30 s`, `5 min`, `48 h`, `3 d`: in the largest unit that says it in whole numbers. Two days are `2 d`, but 24 and 48 hours of a first word are the same working days. */
export function written(seconds: number): string {
  const [unit, size] = UNITS.find(([, one]) => seconds % one === 0) ?? ['s', 1]
  return `${seconds / size} ${unit}`
}

/** Seconds; null for what says no span. */
export function read(text: string): number | null {
  const found = /^\s*(\d{1,6})\s*(d|h|min|m|s)\s*$/i.exec(text)
  if (!found) return null
  const unit = found[2]?.toLowerCase() === 'm' ? 'min' : found[2]?.toLowerCase()
  const size = UNITS.find(([name]) => name === unit)?.[1] ?? 1
  const seconds = Number(found[1]) * size
  return seconds >= 5 && seconds <= 60 * 86_400 ? seconds : null
}

export const PARTS = ['first', 'next', 'resolution'] as const

export const copied = (policy: Policy): Policy => structuredClone(policy)

/** P1 is the same for all tiers. */
export function withCell(policy: Policy, priority: number, tier: number, cell: Partial<Cell>): Policy {
  const table = policy.table.map((row, at) => (at !== priority - 1 ? row : row.map((one, place) => (priority === 1 || place === tier ? { ...one, ...cell } : one))))
  return { ...policy, table }
}

/** Where two policies say something else, as they would be read. */
export function differing(mine: Policy, theirs: Policy, name: (priority: number, tier: number, part: (typeof PARTS)[number]) => string): { name: string; mine: string; theirs: string }[] {
  const found: { name: string; mine: string; theirs: string }[] = []
  mine.table.forEach((row, at) => row.forEach((cell, tier) => {
    for (const part of PARTS) {
      const other = theirs.table[at]?.[tier]?.[part] ?? 0
      if (cell[part] !== other) found.push({ name: name(at + 1, tier, part), mine: written(cell[part]), theirs: written(other) })
    }
  }))
  return found
}
