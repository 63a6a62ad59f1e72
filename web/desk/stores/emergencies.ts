/** The emergencies this agent is called to: they ring until somebody has each of them. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { type Ringing, listRinging, takeEmergency } from '@/api/emergencies'

import { explain } from '../lib/problems'
import { router } from '../router'
import { useAlerts } from './alerts'
import { useToasts } from './toasts'

/** The socket says that something has changed; the list itself is looked at so often too, should a word of it be lost. */
const LOOK_MS = 30_000
const RING_MS = 6_000

export const useEmergencies = defineStore('emergencies', () => {
  const alerts = useAlerts()
  const toasts = useToasts()
  const ringing = ref<Ringing[]>([])
  const failed = ref(false)
  const busy = ref('')
  const rings = computed(() => ringing.value.length > 0)
  let started = false
  let bell: ReturnType<typeof setInterval> | undefined

  function sound(): void {
    if (!rings.value) {
      clearInterval(bell)
      bell = undefined
    } else if (!bell) {
      alerts.alarm()
      bell = setInterval(alerts.alarm, RING_MS)
    }
  }

  async function load(): Promise<void> {
    try {
      ringing.value = await listRinging()
      failed.value = false
    } catch {
      // Without the server nobody can say that it rings no more.
      failed.value = rings.value
    }
    sound()
  }

  function open(conversation: string): void {
    void router.push({ name: 'queue', params: { view: 'mine', id: conversation } })
  }

  async function take(one: Ringing): Promise<void> {
    busy.value = one.id
    try {
      await takeEmergency(one.id)
      open(one.conversation)
    } catch (reason) {
      toasts.say(explain(reason), 'bad')
    } finally {
      busy.value = ''
      await load()
    }
  }

  function start(): void {
    void load()
    if (started) return
    started = true
    setInterval(() => void load(), LOOK_MS)
    // A call on this browser was touched: its worker says which conversation.
    if ('serviceWorker' in navigator) {
      navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ talk?: string }>) => {
        if (data.talk) open(data.talk)
      })
    }
  }

  return { ringing, failed, busy, rings, load, take, open, start }
})
