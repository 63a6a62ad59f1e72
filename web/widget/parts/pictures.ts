/** Covers and marks a picture before it leaves the device. Comes when somebody wants it. */
import type { Words } from '@/shared/pictures/editor'

import { t } from '../texts'
import { laterModule } from './later'

const words = (): Words => ({
  title: t('picture_title'),
  hint: t('picture_hint'),
  tools: t('picture_tools'),
  blur: t('picture_blur'),
  cover: t('picture_cover'),
  box: t('picture_box'),
  arrow: t('picture_arrow'),
  text: t('picture_text'),
  keys: t('picture_keys'),
  middle: t('picture_middle'),
  words: t('picture_words'),
  undo: t('picture_undo'),
  remove: t('remove'),
  done: t('picture_done'),
  cancel: t('picture_cancel'),
})

/** The new file; null where nothing was drawn. Rejects for a picture that cannot be read. */
export async function coverPicture(file: File): Promise<File | null> {
  const { cover } = await laterModule(() => import('@/shared/pictures/editor'))
  return cover(file, words())
}
