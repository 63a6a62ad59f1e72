/** Everything about tickets but the section in the customer's pane waits for the first who needs it, with its words. */
export { default as NewTicket } from './NewTicket.vue'
export { default as TasksPage } from './TasksPage.vue'
export { default as SplitBar } from './SplitBar.vue'
export { default as TaxonomyPage } from './TaxonomyPage.vue'
export { default as TicketPanel } from './TicketPanel.vue'
export { default as TicketsPage } from './TicketsPage.vue'
export { default as TicketWork } from './TicketWork.vue'

import { addWords } from '../texts'

await addWords({ en: () => import('../texts/en/tickets'), 'zh-CN': () => import('../texts/zh-CN/tickets') })
await addWords({ en: () => import('../texts/en/tasks'), 'zh-CN': () => import('../texts/zh-CN/tasks') })
await addWords({ en: () => import('../texts/en/ticket-work'), 'zh-CN': () => import('../texts/zh-CN/ticket-work') })
await addWords({ en: () => import('../texts/en/ticket-lists'), 'zh-CN': () => import('../texts/zh-CN/ticket-lists') })
await addWords({ en: () => import('../texts/en/teams'), 'zh-CN': () => import('../texts/zh-CN/teams') })
await addWords({ en: () => import('../texts/en/views'), 'zh-CN': () => import('../texts/zh-CN/views') })
