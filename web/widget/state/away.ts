/** The window that has taken the conversation over (detach.ts), as long as it is open. */
import { shallowRef } from 'vue'

export const away = shallowRef<Window | null>(null)
