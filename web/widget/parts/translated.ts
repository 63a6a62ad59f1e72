/** Once for all messages: few have it, and what it says comes with the first that does. */
import { later } from './later'

export const Translated = later(() => import('./Translated.vue'))
