/** Few messages have one: it comes with the first that does. */
import { later } from './later'

export const RemovedNote = later(() => import('./RemovedNote.vue'))
