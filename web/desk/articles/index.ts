/** The editors' pages, loaded as one when the first of them is opened, with their words. */
import { addWords } from '../texts'

export { default as ArticlePage } from './ArticlePage.vue'
export { default as ArticleList } from './ArticleList.vue'
export { default as BotPage } from './BotPage.vue'
export { default as Gaps } from './Gaps.vue'
export { default as Places } from './Places.vue'
export { default as Searches } from './Searches.vue'
export { default as Today } from './Today.vue'
export { default as Topics } from './Topics.vue'

await Promise.all([
  addWords({ en: () => import('../texts/en/articles'), 'zh-CN': () => import('../texts/zh-CN/articles') }),
  addWords({ en: () => import('../texts/en/care'), 'zh-CN': () => import('../texts/zh-CN/care') }),
])
