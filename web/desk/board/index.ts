/** The lead's board waits for the lead who opens it, with its words. */
export { default as BoardPage } from './BoardPage.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/board'), 'zh-CN': () => import('../texts/zh-CN/board') })
