/** What no first view needs comes when it is asked for, and with it the texts that it may say. */
import { type Component, defineAsyncComponent } from 'vue'

import { loadLaterTexts } from '../texts'
import PageFailed from './PageFailed.vue'

export async function laterModule<T>(load: () => Promise<T>): Promise<T> {
  const [part] = await Promise.all([load(), loadLaterTexts()])
  return part
}

const whole = async <T>(load: () => Promise<{ default: T }>) => (await laterModule(load)).default

export function later<T extends Component>(load: () => Promise<{ default: T }>): T {
  return defineAsyncComponent(() => whole(load))
}

/** A page of its own: where it does not come, as on a line that has just gone, it says so and leads back. */
export function laterPage<T extends Component>(load: () => Promise<{ default: T }>): T {
  return defineAsyncComponent({ loader: () => whole(load), errorComponent: PageFailed })
}
