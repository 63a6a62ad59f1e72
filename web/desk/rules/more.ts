/** The list of steps for whoever edits macros, with its words. */
export { default as StepList } from './StepList.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/rules'), 'zh-CN': () => import('../texts/zh-CN/rules') })
