/** Short messages in the corner: what was done, what failed. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'good' | 'bad'
  /** What can still be done about it, as long as it is shown. */
  action: ToastAction | null
}

export interface ToastAction {
  label: string
  keys?: string[]
  run: () => void
}

const SHOWN_MS = { good: 4000, bad: 9000, action: 10_000 }

export const useToasts = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([])
  let last = 0

  function drop(id: number) {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  function say(text: string, tone: Toast['tone'] = 'good', action: ToastAction | null = null, ms = action ? SHOWN_MS.action : SHOWN_MS[tone]): number {
    const id = ++last
    toasts.value = [...toasts.value.filter((toast) => toast.text !== text), { id, text, tone, action }].slice(-3)
    setTimeout(() => drop(id), ms)
    return id
  }

  return { toasts, say, drop }
})
