/** The clocks of what was promised: those at risk, for the lists, and those of the conversations that are open here. */
import { defineStore } from 'pinia'
import { reactive, shallowRef } from 'vue'

import { type Clock, clocksOf, listRisks } from '@/api/promises'

/** Whatever is over goes before what is near its end, and of those the most pressing. */
export function worst(clocks: readonly Clock[]): Clock | null {
  const rank = (one: Clock) => (one.state === 'broken' ? 0 : one.state === 'warned' ? 1 : 2)
  const known = clocks.filter((one) => one.due_at && one.metric !== 'automated')
  return known.toSorted((a, b) => rank(a) - rank(b) || Date.parse(a.due_at ?? '') - Date.parse(b.due_at ?? ''))[0] ?? null
}

export const useClocks = defineStore('clocks', () => {
  const risks = shallowRef<Record<string, Clock[]>>({})
  /** Conversation → its clocks, as they were asked for last. */
  const talks = reactive(new Map<string, Clock[]>())
  let asking = false

  async function load(): Promise<void> {
    if (asking) return
    asking = true
    try {
      risks.value = (await listRisks()).clocks
    } catch {
      // What was known stays; the next look asks again.
    } finally {
      asking = false
    }
  }

  async function want(conversation: string): Promise<void> {
    try {
      talks.set(conversation, (await clocksOf(conversation)).clocks)
    } catch {
      // As above.
    }
  }

  const atRisk = (conversation: string): Clock | null => worst(risks.value[conversation] ?? [])

  return { risks, talks, load, want, atRisk }
})
