/** Webhooks wait for the admin who sets them, with their words. */
export { default as WebhooksPage } from './WebhooksPage.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/webhooks'), 'zh-CN': () => import('../texts/zh-CN/webhooks') })
