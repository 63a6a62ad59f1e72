import { later } from './later'

/** The customer's own conversations, for those who have some. */
export const Matters = later(() => import('./Matters.vue'))
