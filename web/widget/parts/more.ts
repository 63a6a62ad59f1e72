/** The menu comes after the first message's script, as does what hangs on it. */
import { defineAsyncComponent } from 'vue'

export const MoreMenu = defineAsyncComponent(() => import('./MoreMenu.vue'))
