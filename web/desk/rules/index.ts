/** What is done by itself waits for the admin who writes it, with its words and those of tickets. */
export { default as RulesPage } from './RulesPage.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/tickets'), 'zh-CN': () => import('../texts/zh-CN/tickets') })
await addWords({ en: () => import('../texts/en/rules'), 'zh-CN': () => import('../texts/zh-CN/rules') })
