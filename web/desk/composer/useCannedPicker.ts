/** The state of the list that `/` opens in the composer: what fits, which is active, and what choosing does to the text. */
import { computed, nextTick, type Ref, ref, watch } from 'vue'

import type { CannedReply, Conversation, MacroStep } from '@/api/types'

import { fill, place, type Slash, slashAt, suggest } from '../lib/canned'
import { isComposing } from '../lib/ime'
import { filled as filledSteps } from '../lib/macros'
import { useCanned } from '../stores/canned'
import { useSession } from '../stores/session'

export interface Around {
  field: Ref<HTMLTextAreaElement | undefined>
  text: Ref<string>
  /** A note is written: what does something to the conversation is not offered there. */
  note: () => boolean
  visitor: () => string
  /** Takes what goes with a macro's text. */
  take: (steps: readonly MacroStep[]) => void
}

export function useCannedPicker(conversation: () => Conversation, { field, text, note, visitor, take }: Around) {
  const canned = useCanned()
  const session = useSession()
  const slash = ref<Slash | null>(null)
  const active = ref(0)
  /** Only those that carry steps are wanted. */
  const macros = ref(false)
  /** Where Esc closed the list: it stays closed until another slash. */
  let dismissed = -1

  const shelf = computed(() => canned.shelves.get(conversation().brand))
  const offered = computed(() => (shelf.value?.replies ?? []).filter(({ steps }) => (note() ? !steps.length : !macros.value || steps.length)))
  const replies = computed(() => (slash.value ? suggest(offered.value, slash.value.query, conversation().locale).slice(0, 30) : []))
  const open = computed(() => slash.value !== null)

  function look(): void {
    const caret = field.value?.selectionStart ?? 0
    const found = slashAt(text.value, caret)
    if (!found || found.start !== dismissed) dismissed = -1
    slash.value = found && found.start !== dismissed ? found : null
    if (slash.value) canned.want(conversation().brand)
    else macros.value = false
  }

  function close(): void {
    dismissed = slash.value?.start ?? -1
    slash.value = null
    macros.value = false
  }

  async function choose(reply: CannedReply): Promise<void> {
    if (slash.value) await put(reply, slash.value.start)
  }

  /** In at the caret, for those who found it elsewhere. */
  async function insert(reply: CannedReply): Promise<void> {
    if (field.value) await put(reply, field.value.selectionStart)
  }

  async function put(reply: CannedReply, start: number): Promise<void> {
    const box = field.value
    if (!box) return
    const { id, brand, customer } = conversation()
    const variables = {
      'customer.name': customer?.name || visitor(),
      'customer.tier': customer?.tier ?? '',
      'agent.name': session.me?.name ?? '',
      brand: session.me?.brands.find((one) => one.key === brand)?.name ?? brand,
      'conversation.id': id,
    }
    const next = place(text.value, start, box.selectionStart, fill(reply.text, variables))
    text.value = next.text
    if (reply.steps.length) take(filledSteps(reply.steps, variables))
    slash.value = null
    macros.value = false
    await nextTick()
    box.focus()
    box.setSelectionRange(next.caret, next.caret)
  }

  /** Types a slash where the caret is, for those who press the button or want a macro. */
  async function start(only: 'all' | 'macros' = 'all'): Promise<void> {
    const box = field.value
    if (!box) return
    macros.value = only === 'macros'
    box.focus()
    const caret = box.selectionStart
    const before = text.value.slice(0, caret)
    const typed = before && !/\s$/.test(before) ? ' /' : '/'
    text.value = before + typed + text.value.slice(caret)
    await nextTick()
    box.setSelectionRange(caret + typed.length, caret + typed.length)
    look()
  }

  /** True when the list has used the key. */
  function onKey(event: KeyboardEvent): boolean {
    if (!open.value || isComposing(event)) return false
    const count = replies.value.length
    const chosen = replies.value[active.value]
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown' && count) active.value = (active.value + 1) % count
    else if (event.key === 'ArrowUp' && count) active.value = (active.value - 1 + count) % count
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen && !event.ctrlKey && !event.metaKey && !event.shiftKey) void choose(chosen)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  watch(() => slash.value?.query, () => (active.value = 0))

  return { slash, open, active, macros, replies, shelf, look, close, choose, insert, start, onKey, retry: () => canned.load(conversation().brand) }
}
