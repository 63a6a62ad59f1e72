/** Few bytes: by itself where the browser says that its line is slow or dear, or as the customer has switched it. */
import { shallowRef } from 'vue'

import { recall, remember } from '../place'

type Line = Partial<EventTarget> & { saveData?: boolean; effectiveType?: string }

const line = (navigator as { connection?: Line }).connection
const wished = () => {
  const own = recall('sparing')
  return own ? own === 'on' : !!line?.saveData || /2g/.test(line?.effectiveType ?? '')
}

export const sparing = shallowRef(wished())
line?.addEventListener?.('change', () => (sparing.value = wished()))

export function switchSparing(on: boolean): void {
  remember('sparing', on ? 'on' : 'off')
  sparing.value = on
}
