/** The editors' pages, loaded as one when the first of them is opened, with their words. */
import { addWords } from '../texts'

export { default as ArticlePage } from './ArticlePage.vue'
export { default as ArticleList } from './ArticleList.vue'
export { default as Searches } from './Searches.vue'
export { default as Topics } from './Topics.vue'

await addWords({ en: () => import('../texts/en/articles'), 'zh-CN': () => import('../texts/zh-CN/articles') })
