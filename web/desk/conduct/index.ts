/** What is done about misuse and abuse waits for the first who needs it, with its words. */
export { default as AppealsPage } from './AppealsPage.vue'
export { default as ProtectDialog } from './ProtectDialog.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/conduct'), 'zh-CN': () => import('../texts/zh-CN/conduct') })
