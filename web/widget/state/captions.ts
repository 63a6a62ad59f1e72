/** What the customer says of the files he is about to send. */
import { captions, Transfer } from '@/api/transfer'

import { locale } from '../texts'
import type { Attachment } from './attachments'
import { withSession } from './session'

export type { Attachment }

/** One that is up already is told at once; any other takes it along. What could not be told is not said: the file goes all the same. */
export function caption({ file, ref }: Attachment, words: string): void {
  captions.set(file, words)
  if (ref) withSession((session) => new Transfer(file, { path: '/api/files', pieces: '/api/uploads', session, locale: locale.value }).say(ref, words)).then((now) => Object.assign(ref, now), () => undefined)
}
