/** What is known of a file before it is opened. */
import type { FileRef } from '@/api/types'
import { fileSize } from '@/shared/time'

import { locale, tn } from '../texts'

/** "PDF", "CSV": what the name ends with, when that is a short word. */
const ending = (name: string) => /\.([a-z0-9]{2,4})$/i.exec(name)?.[1]?.toUpperCase()

/** `PDF · 3 pages · 19 kB`: each part by itself, so that none is drawn into the direction of another. */
export function aboutFile(file: FileRef): string {
  const kind = file.type === 'application/pdf' ? 'PDF' : ending(file.name)
  return [...(kind ? [kind] : []), ...(file.pages ? [tn('pages', file.pages)] : []), fileSize(file.size, locale.value)].map((part) => `\u2068${part}\u2069`).join(' · ')
}
