/** When people are there waits for the admin who sets it, with its words and those of changes that meet. */
export { default as HoursPage } from './HoursPage.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/tickets'), 'zh-CN': () => import('../texts/zh-CN/tickets') })
await addWords({ en: () => import('../texts/en/hours'), 'zh-CN': () => import('../texts/zh-CN/hours') })
