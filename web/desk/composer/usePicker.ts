/**
 * What the composer's lists have in common: they open on what was typed before the caret, stay away where Esc closed them,
 * are led by the field's keys, and put words in the place of what opened them.
 */
import { computed, nextTick, type Ref, ref, type ShallowRef, shallowRef } from 'vue'

import { composes } from '@/shared/keys'

import { place } from '../lib/canned'

interface Lists<Choice> {
  choices: () => readonly Choice[]
  choose: (choice: Choice) => void
}

export function usePicker<Mark extends { start: number }, Choice>(field: Ref<HTMLTextAreaElement | undefined>, text: Ref<string>, { choices, choose }: Lists<Choice>) {
  /** What opened the list; null while it is closed. */
  const mark: ShallowRef<Mark | null> = shallowRef(null)
  const active = ref(0)
  /** Where Esc closed the list: it stays closed until another mark. */
  let dismissed = -1

  function show(found: Mark | null): void {
    if (!found || found.start !== dismissed) dismissed = -1
    mark.value = found && found.start !== dismissed ? found : null
  }

  function close(): void {
    dismissed = mark.value?.start ?? -1
    mark.value = null
  }

  /** In place of what stands between `start` and the caret. */
  async function put(words: string, start: number): Promise<void> {
    const box = field.value
    if (!box) return
    const next = place(text.value, start, box.selectionStart, words)
    text.value = next.text
    mark.value = null
    await nextTick()
    box.focus()
    box.setSelectionRange(next.caret, next.caret)
  }

  /** True when the list has used the key. */
  function onKey(event: KeyboardEvent): boolean {
    if (!mark.value || composes(event)) return false
    const all = choices()
    const count = all.length
    const chosen = all[active.value]
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown' && count) active.value = (active.value + 1) % count
    else if (event.key === 'ArrowUp' && count) active.value = (active.value - 1 + count) % count
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen && !event.ctrlKey && !event.metaKey && !event.shiftKey) choose(chosen)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  return { mark, open: computed(() => mark.value !== null), active, show, close, put, onKey }
}
