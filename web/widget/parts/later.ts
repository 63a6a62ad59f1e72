/** What no first view needs comes when it is asked for, and with it the texts that it may say. */
import { type Component, defineAsyncComponent } from 'vue'

import { loadLaterTexts } from '../texts'

export function later<T extends Component>(load: () => Promise<{ default: T }>): T {
  return defineAsyncComponent(async () => {
    const [part] = await Promise.all([load(), loadLaterTexts()])
    return part.default
  })
}
