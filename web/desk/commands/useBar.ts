/** The bar's state: what is typed, which step, what fits, which line is active, and what its keys do. */
import { computed, nextTick, ref, watch } from 'vue'

import { composes } from '@/shared/keys'

import { useSession } from '../stores/session'
import { loadLocale, LOCALES } from '../texts'
import { useBrands, useHeldTalks, usePlaces, useSearchFor } from './around'
import { useFilter, useHere } from './here'
import { arrange, idIn } from './match'
import { usePhrases } from './phrases'
import { keepRecent, readRecents } from './recents'
import { useSelf } from './self'
import { useStep } from './steps'
import type { Choice, StepName } from './types'

/** How far Page Up and Page Down go. */
const LEAP = 8

export function useBar(leave: () => void, help: () => void) {
  const phrases = usePhrases()
  const session = useSession()
  const text = ref('')
  const asking = ref<StepName | null>(null)
  const activeId = ref<string | null>(null)
  const step = useStep(asking, phrases)
  const agent = session.me?.id ?? ''
  const recent = readRecents(agent)

  const here = useHere(phrases)
  const places = usePlaces(phrases)
  const filter = useFilter(phrases)
  const brands = useBrands(phrases)
  const self = useSelf(phrases, help)
  const { held, unheld } = useHeldTalks(phrases)
  const searchFor = useSearchFor(phrases)

  // Commands are found by their names in every language, whichever the desk is in.
  void Promise.allSettled(LOCALES.map(loadLocale))

  const pasted = computed(() => (asking.value ? null : idIn(text.value)))
  const choices = computed<Choice[]>(() => {
    if (step.value) return step.value.choices
    const all = [...here.value, ...places.value, ...filter.value, ...held.value, ...brands.value, ...self.value]
    return pasted.value && !held.value.some((one) => one.key === pasted.value) ? [...all, unheld(pasted.value)] : all
  })
  const groups = computed(() => {
    const found = arrange(pasted.value ?? text.value, choices.value, recent)
    const sought = text.value.trim()
    // Always there, and always last: what the desk does not hold may still have been said.
    return asking.value || !sought || !session.answers ? found : [...found, { name: 'search', hits: [{ choice: searchFor(sought), points: 0, label: [], detail: [] }] }]
  })
  const flat = computed(() => groups.value.flatMap((group) => group.hits.map((hit) => hit.choice)))
  /** By its id, so that it stays what it was when a line above it comes or goes. */
  const active = computed(() => Math.max(0, flat.value.findIndex((choice) => choice.id === activeId.value)))
  watch([text, asking], () => (activeId.value = null))

  function point(index: number): void {
    activeId.value = flat.value[index]?.id ?? null
  }

  async function choose(choice: Choice | undefined): Promise<void> {
    if (!choice) return
    if ('step' in choice) {
      text.value = ''
      asking.value = choice.step
      return
    }
    if (!choice.unkept) keepRecent(agent, choice.id)
    if (asking.value) keepRecent(agent, asking.value)
    leave()
    // First the focus goes back to where it was: what runs may take it from there.
    await nextTick()
    choice.run()
  }

  function back(): void {
    asking.value = null
    text.value = ''
  }

  function target(key: string): number | undefined {
    const count = flat.value.length
    const clamp = (place: number) => Math.max(0, Math.min(count - 1, place))
    return {
      ArrowDown: (active.value + 1) % count, ArrowUp: (active.value - 1 + count) % count,
      PageDown: clamp(active.value + LEAP), PageUp: clamp(active.value - LEAP), Home: 0, End: count - 1,
    }[key]
  }

  function onKey(event: KeyboardEvent): void {
    if (composes(event)) return
    const to = event.shiftKey || event.altKey || event.ctrlKey || event.metaKey ? undefined : target(event.key)
    if (to !== undefined && flat.value.length) point(to)
    else if (event.key === 'Enter') void choose(flat.value[active.value])
    else if (asking.value && (event.key === 'Escape' || (event.key === 'Backspace' && !text.value))) back()
    else return
    event.preventDefault()
  }

  return { text, step, asking, groups, flat, active, point, choose, back, onKey }
}
