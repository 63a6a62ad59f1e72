/** The state of the list that `/` opens in the composer: what fits, which is active, and what choosing does to the text. */
import { computed, nextTick, type Ref, ref, watch } from 'vue'

import type { CannedReply, Conversation, MacroStep } from '@/api/types'

import { fill, type Slash, slashAt, suggest } from '../lib/canned'
import { expanded, filled as filledSteps } from '../lib/macros'
import { useCanned } from '../stores/canned'
import { useSession } from '../stores/session'
import { usePicker } from './usePicker'

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
  const { mark: slash, active, show, put, ...picker } = usePicker<Slash, CannedReply>(field, text, { choices: (): readonly CannedReply[] => replies.value, choose: (reply) => void choose(reply) })
  /** Only those that carry steps are wanted. */
  const macros = ref(false)

  const shelf = computed(() => canned.shelves.get(conversation().brand))
  const offered = computed(() => (shelf.value?.replies ?? []).filter(({ steps }) => (note() ? !steps.length : !macros.value || steps.length)))
  const replies = computed(() => (slash.value ? suggest(offered.value, slash.value.query, conversation().locale).slice(0, 30) : []))

  function look(): void {
    show(slashAt(text.value, field.value?.selectionStart ?? 0))
    if (slash.value) canned.want(conversation().brand)
    else macros.value = false
  }

  async function choose(reply: CannedReply): Promise<void> {
    if (slash.value) await write(reply, slash.value.start)
  }

  /** In at the caret, for those who found it elsewhere. */
  async function insert(reply: CannedReply): Promise<void> {
    if (field.value) await write(reply, field.value.selectionStart)
  }

  async function write(reply: CannedReply, start: number): Promise<void> {
    const { id, brand, customer } = conversation()
    const variables = {
      'customer.name': customer?.name || visitor(),
      'customer.tier': customer?.tier ?? '',
      'agent.name': session.me?.name ?? '',
      brand: session.me?.brands.find((one) => one.key === brand)?.name ?? brand,
      'conversation.id': id,
    }
    if (reply.steps.length) take(filledSteps(expanded(reply.steps, shelf.value?.replies ?? []), variables))
    await put(fill(reply.text, variables), start)
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

  watch(() => slash.value?.query, () => (active.value = 0))
  watch(slash, (now) => {
    if (!now) macros.value = false
  })

  return { ...picker, slash, active, macros, replies, shelf, look, choose, insert, start, retry: () => canned.load(conversation().brand) }
}
