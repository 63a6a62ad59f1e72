/** The addresses in a message, for `linked.ts`, which loads this when the first one is shown. */
import { createApp } from 'vue'

import { articlePath } from '@/api/previews'
import { type Link, pieces } from '@/shared/links'

import { brandKey } from '../place'
import LinkedText from './LinkedText.vue'
import LinkWarning from './LinkWarning.vue'

export { LinkedText }

/** A link to an article of ours, which is shown with what it is about. */
export function articleIn(text: string): string | undefined {
  for (const { link } of pieces(text)) {
    const path = link && articlePath(link.href, brandKey)
    if (path) return path
  }
  return undefined
}

/** Beside the page and not within the message: it has neither the message's direction nor its colours. */
export function warn(link: Link): void {
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp(LinkWarning, {
    link,
    onClose: () => {
      app.unmount()
      place.remove()
    },
  })
  app.mount(place)
}
