/** The steps that go with the next reply: chosen with a macro, shown before they are done, and told what became of them. */
import { ref } from 'vue'

import { runMacro } from '@/api/desk'
import type { Conversation, MacroRun, MacroStep } from '@/api/types'
import { uuid } from '@/shared/ids'

import { onTicket, toRun } from '../lib/macros'
import { explain } from '../lib/problems'
import { useHolds } from '../stores/holds'
import { useLater } from '../stores/later'
import { usePeople } from '../stores/people'
import { useQueue } from '../stores/queue'
import { useToasts } from '../stores/toasts'
import { i18n } from '../texts'
import type { Draft } from './drafts'

export function useMacro(conversation: () => Conversation) {
  const people = usePeople()
  const holds = useHolds()
  const queue = useQueue()
  const toasts = useToasts()
  const { t } = i18n.global
  const steps = ref<readonly MacroStep[]>([])
  const busy = ref(false)
  /** What became of the last try, where not all of it was done. */
  const problem = ref('')
  const asked = ref<Draft['asked']>({ client_id: '', said: '' })

  function take(chosen: readonly MacroStep[]): void {
    steps.value = chosen
    problem.value = ''
    if (chosen.some((step) => step.type === 'transfer' || step.type === 'note' || step.type === 'task')) void people.want()
    if (onTicket(chosen)) void rehearse(chosen)
  }

  /** What it would be refused for is said before it is tried. */
  async function rehearse(chosen: readonly MacroStep[]): Promise<void> {
    try {
      await runMacro(conversation().id, { client_id: uuid(), text: '', steps: toRun(chosen, []), dry: true })
    } catch (reason) {
      if (steps.value === chosen) problem.value = explain(reason)
    }
  }

  const holding = useLater()
  let toast = 0
  /** What is done to a ticket can be taken back for as long as a reply can; who goes elsewhere has meant it. */
  function later(act: () => void): void {
    if (!onTicket(steps.value)) return act()
    busy.value = true
    const end = () => {
      toasts.drop(toast)
      busy.value = false
    }
    holding.later(() => { end(); act() }, () => { end(); toasts.say(t('composer.takenBack')) })
    const n = holding.seconds.value
    if (n) toast = toasts.say(t('composer.held', { n }), 'good', { label: t('composer.undo'), keys: ['Mod', 'Z'], run: holding.takeBack }, n * 1000)
  }

  /** As they were chosen before one looked elsewhere. */
  function restore(kept: Pick<Draft, 'steps' | 'asked'>): void {
    asked.value = kept.asked
    if (kept.steps.length) take(kept.steps)
  }

  const leaveOut = (step: MacroStep) => take(steps.value.filter((one) => one !== step))

  /** The same id as long as the same is asked: who presses again because no answer came does nothing twice. */
  function named(run: Omit<MacroRun, 'client_id'>): MacroRun {
    const said = JSON.stringify(run)
    if (asked.value.said !== said) asked.value = { client_id: uuid(), said }
    return { client_id: asked.value.client_id, ...run }
  }

  /** Whether the reply is out, or there was none to send. */
  async function run(reply: Omit<MacroRun, 'client_id' | 'steps'>): Promise<boolean> {
    const { id, brand } = conversation()
    const colleagues = (people.people?.agents ?? []).filter((one) => one.brands.includes(brand))
    busy.value = true
    problem.value = ''
    await holds.settle([id])
    try {
      const answer = await runMacro(id, named({ ...reply, steps: toRun(steps.value, colleagues) }))
      queue.put(answer.conversation)
      const undone = new Set(answer.results.flatMap(({ ok, type }) => (ok ? [] : [type])))
      const done = answer.results.flatMap(({ ok, type }) => (ok ? [t(`macro.did.${type}`)] : []))
      const refused = answer.results.find(({ ok }) => !ok)
      if (refused) problem.value = t('macro.refused', { step: t(`macro.step.${refused.type}`), why: refused.message ?? '' })
      else toasts.say(t('macro.done', { steps: done.join(t('macro.and')) }))
      steps.value = steps.value.filter((step) => undone.has(step.type))
      return !undone.has('reply')
    } catch (reason) {
      problem.value = explain(reason)
      return false
    } finally {
      busy.value = false
    }
  }

  return { steps, asked, busy, problem, take, restore, leaveOut, later, run }
}
