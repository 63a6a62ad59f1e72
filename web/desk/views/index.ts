/** Lists under a name, of conversations and of tickets, with their words. */
export { default as ViewBar } from './ViewBar.vue'
export { default as ViewDialog } from './ViewDialog.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/views'), 'zh-CN': () => import('../texts/zh-CN/views') })
