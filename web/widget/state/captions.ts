/** What the customer says of the files he is about to send. */
import { captions, Transfer } from '@/api/transfer'
import type { FileRef } from '@/api/types'

import { locale } from '../texts'
import type { Attachment } from './attachments'
import { withSession } from './session'

/** One that is on its way takes it along. Of one that is up already: the file as it is then; what could not be told is not said, and it goes all the same. */
export function caption({ file, ref }: Attachment, words: string): Promise<FileRef | FileRef[]> | null {
  captions.set(file, words)
  if (!ref) return null
  return withSession((session) => new Transfer<FileRef | FileRef[]>(file, { path: '/api/files', pieces: '/api/uploads', session, locale: locale.value }).say(ref, words)).catch(() => ref)
}
