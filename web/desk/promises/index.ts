/** What a brand promises waits for the lead who sets it, with its words and those of changes that meet. */
export { default as PromisesPage } from './PromisesPage.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/tickets'), 'zh-CN': () => import('../texts/zh-CN/tickets') })
await addWords({ en: () => import('../texts/en/promises'), 'zh-CN': () => import('../texts/zh-CN/promises') })
