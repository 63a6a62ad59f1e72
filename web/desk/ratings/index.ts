/** What customers said of how matters went waits for the first who looks at it, with its words. */
export { default as RatingNote } from './RatingNote.vue'
export { default as RatingsPage } from './RatingsPage.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/ratings'), 'zh-CN': () => import('../texts/zh-CN/ratings') })
await addWords({ en: () => import('../texts/en/teams'), 'zh-CN': () => import('../texts/zh-CN/teams') })
