/** The roster waits for who looks at it, with its words and those of hours and of changes that meet. */
export { default as RosterPage } from './RosterPage.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/tickets'), 'zh-CN': () => import('../texts/zh-CN/tickets') })
await addWords({ en: () => import('../texts/en/hours'), 'zh-CN': () => import('../texts/zh-CN/hours') })
await addWords({ en: () => import('../texts/en/roster'), 'zh-CN': () => import('../texts/zh-CN/roster') })
