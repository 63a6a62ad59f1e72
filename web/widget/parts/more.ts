/** What comes after the first message's script: the menu with what hangs on it, and what only some messages have. */
import { defineAsyncComponent } from 'vue'

export const MoreMenu = defineAsyncComponent(() => import('./MoreMenu.vue'))
export const Translated = defineAsyncComponent(() => import('./Translated.vue'))
