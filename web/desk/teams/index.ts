/** Teams of a brand wait for the admin who looks at them, with their words. */
export { default as TeamsPage } from './TeamsPage.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/teams'), 'zh-CN': () => import('../texts/zh-CN/teams') })
await addWords({ en: () => import('../texts/en/views'), 'zh-CN': () => import('../texts/zh-CN/views') })
