/** The breaks this agent takes from customers: until when each lasts, on all his devices. What the customers write meanwhile is kept, and not shown. */
import { defineStore } from 'pinia'
import { reactive, ref } from 'vue'

import { endBreak, listAppeals, listBreaks, takeBreak } from '@/api/conduct'

import { serverNow } from '../lib/now'

export const useConduct = defineStore('conduct', () => {
  /** Conversation id → until when. */
  const breaks = reactive(new Map<string, string>())

  function keep(conversation: string, until: string): void {
    breaks.set(conversation, until)
    setTimeout(() => { if (breaks.get(conversation) === until) breaks.delete(conversation) }, Math.max(0, Date.parse(until) - serverNow()))
  }

  async function load(): Promise<void> {
    try {
      for (const one of (await listBreaks()).breaks) keep(one.conversation, one.until)
    } catch {
      // Without it the words are shown, as to everybody; the next load asks again.
    }
  }

  async function take(conversation: string, minutes: number): Promise<void> {
    keep(conversation, (await takeBreak(conversation, minutes)).until)
  }

  async function end(conversation: string): Promise<void> {
    await endBreak(conversation)
    breaks.delete(conversation)
  }

  /** How many objections wait for this lead to decide on. */
  const appeals = ref(0)

  async function countAppeals(): Promise<void> {
    try {
      appeals.value = (await listAppeals()).appeals.length
    } catch {
      // What was known stays; it is asked for again within a minute.
    }
  }

  return { breaks, load, take, end, appeals, countAppeals }
})
