/** Files on their way into a text: brought up, taken over for the brand's texts, and waiting for words. */
import { onBeforeUnmount, shallowReactive } from 'vue'

import { addMedium } from '@/api/help'
import type { KeptMedium, Medium } from '@/api/help-types'
import { ApiError } from '@/api/http'
import { Transfer } from '@/api/transfer'
import type { FileRef } from '@/api/types'
import { uuid } from '@/shared/ids'

import { explain } from '../lib/problems'
import { i18n } from '../texts'
import { type Captions, isVideo, posterOf } from './media'

export interface Brought {
  key: string
  name: string
  /** Null of what was there already. */
  file: File | null
  /** From 0 to 1 while it is brought. */
  share: number
  state: 'up' | 'done' | 'failed'
  problem: string
  /** Whether trying again could help. */
  final: boolean
  medium: Medium | null
  video: boolean
  poster: Medium | null
  captions: readonly Captions[]
  said: string
  caption: string
}

export function useMediaTray(brand: () => string, language: () => string) {
  const items = shallowReactive<Brought[]>([])
  const transfers = new Map<string, Transfer<FileRef | FileRef[]>>()

  function change(key: string, by: Partial<Brought>): void {
    const at = items.findIndex((one) => one.key === key)
    const known = items[at]
    if (known) items[at] = { ...known, ...by }
  }

  async function bring(file: File, key: string, onProgress: (share: number) => void = () => undefined): Promise<Medium> {
    const transfer = new Transfer<FileRef | FileRef[]>(file, { path: '/api/desk/files', pieces: '/api/desk/uploads', locale: language(), onProgress })
    transfers.set(key, transfer)
    try {
      const made = await transfer.run()
      if (Array.isArray(made)) throw new ApiError(415, 'media_type_not_accepted', i18n.global.t('composer.zipPictures'))
      return await addMedium(brand(), made.id)
    } finally {
      transfers.delete(key)
    }
  }

  async function run(key: string, file: File): Promise<void> {
    change(key, { state: 'up', share: 0, problem: '' })
    try {
      const medium = await bring(file, key, (share) => { change(key, { share }) })
      const before = isVideo(medium.type) ? await posterOf(file) : null
      const poster = before && (await bring(before, key).catch(() => null))
      change(key, { state: 'done', medium, poster })
    } catch (reason) {
      const final = reason instanceof ApiError && [400, 403, 413, 415, 422].includes(reason.status)
      change(key, { state: 'failed', problem: explain(reason), final })
    }
  }

  function add(file: File, problem = ''): string {
    const key = uuid()
    items.push({ key, name: file.name, file, share: 0, state: problem ? 'failed' : 'up', problem, final: Boolean(problem), medium: null, video: isVideo(file.type), poster: null, captions: [], said: '', caption: '' })
    if (!problem) void run(key, file)
    return key
  }

  /** What is there already, with what was last said of it. */
  function adopt(medium: KeptMedium): string {
    const key = uuid()
    const video = isVideo(medium.type)
    items.push({ key, name: medium.name || medium.said, file: null, share: 1, state: 'done', problem: '', final: false, medium, video, poster: null, captions: [], said: medium.said, caption: '' })
    if (video) void pictureBefore(key, medium)
    return key
  }

  async function pictureBefore(key: string, medium: Medium): Promise<void> {
    const before = await posterOf(medium.url)
    const poster = before && (await bring(before, key).catch(() => null))
    change(key, { poster })
  }

  async function addCaptions(key: string, file: File, locale: string): Promise<void> {
    change(key, { problem: '' })
    try {
      const medium = await bring(file, `${key} ${locale}`)
      const others = items.find((one) => one.key === key)?.captions.filter((one) => one.locale !== locale) ?? []
      change(key, { captions: [...others, { locale, medium }] })
    } catch (reason) {
      change(key, { problem: explain(reason) })
    }
  }

  function remove(key: string): void {
    transfers.get(key)?.cancel()
    const at = items.findIndex((one) => one.key === key)
    if (at >= 0) items.splice(at, 1)
  }

  onBeforeUnmount(() => { for (const transfer of transfers.values()) transfer.cancel() })

  return { items, add, adopt, addCaptions, remove, change, retry: run }
}
