/** Files on their way up, per conversation: they go on while one looks at another, and what fails stays to be tried again. */
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

import { putCaption } from '@/api/desk'
import { ApiError } from '@/api/http'
import { captions, leftOut, Transfer, type TransferState } from '@/api/transfer'
import type { FileRef } from '@/api/types'
import { uuid } from '@/shared/ids'

import { explain } from '../lib/problems'
import { usePrefs } from '../stores/prefs'
import { useToasts } from '../stores/toasts'
import { i18n } from '../texts'

export interface Upload {
  key: string
  name: string
  size: number
  state: 'up' | 'done' | 'failed'
  /** From 0 to 1. */
  progress: number
  file: File | null
  ref: FileRef | null
  reason: string
  /** How it goes while it is `up`; it can be paused when `transfer.resumable`. */
  phase: TransferState
  transfer: Transfer<FileRef | FileRef[]> | null
}

const brought = (ref: FileRef): Upload => ({ key: ref.id, name: ref.name, size: ref.size, state: 'done', progress: 1, file: null, ref, reason: '', phase: 'up', transfer: null })

export const useUploads = defineStore('uploads', () => {
  const uploads = shallowReactive(new Map<string, readonly Upload[]>())
  const prefs = usePrefs()
  const toasts = useToasts()

  const of = (conversation: string): readonly Upload[] => uploads.get(conversation) ?? []

  function change(conversation: string, key: string, by: Partial<Upload>): void {
    uploads.set(conversation, of(conversation).map((one) => (one.key === key ? { ...one, ...by } : one)))
  }

  async function run(conversation: string, key: string, file: File): Promise<void> {
    const transfer = new Transfer<FileRef | FileRef[]>(file, {
      path: '/api/desk/files',
      pieces: '/api/desk/uploads',
      locale: prefs.locale,
      onProgress: (progress) => change(conversation, key, { progress }),
      onState: (phase) => change(conversation, key, { phase }),
    })
    change(conversation, key, { state: 'up', progress: 0, reason: '', phase: 'up', transfer })
    try {
      const made = await transfer.run()
      const skipped = leftOut.get(file) ?? []
      if (skipped.length) toasts.say(i18n.global.t('composer.zipLeftOut', { files: skipped.map(({ name, message }) => `${name}: ${message}`).join(' ') }), 'bad')
      if (Array.isArray(made)) opened(conversation, key, made)
      else change(conversation, key, { state: 'done', progress: 1, ref: made, transfer: null })
    } catch (reason) {
      // What the server will not take at all is not offered to be tried again.
      const final = reason instanceof ApiError && [400, 413, 415, 422].includes(reason.status)
      change(conversation, key, { state: 'failed', reason: explain(reason), transfer: null, ...(final ? { file: null } : {}) })
    }
  }

  /** A zip: its files stand where it stood. */
  function opened(conversation: string, key: string, refs: readonly FileRef[]): void {
    uploads.set(conversation, of(conversation).flatMap((one) => (one.key === key ? refs.map(brought) : [one])))
  }

  function add(conversation: string, file: File, refused = ''): void {
    const key = uuid()
    const entry: Upload = { key, name: file.name, size: file.size, state: refused ? 'failed' : 'up', progress: 0, file: refused ? null : file, ref: null, reason: refused, phase: 'up', transfer: null }
    uploads.set(conversation, [...of(conversation), entry])
    if (!refused) void run(conversation, key, file)
  }

  function retry(conversation: string, key: string): void {
    const file = of(conversation).find((one) => one.key === key)?.file
    if (file) void run(conversation, key, file)
  }

  function pause(conversation: string, key: string): void {
    const transfer = of(conversation).find((one) => one.key === key)?.transfer
    if (transfer?.state === 'paused') transfer.resume()
    else transfer?.pause()
  }

  /** What is said of it goes with it, or, once it is up, before the message that brings it; what could not be told is not said. */
  async function caption(conversation: string, key: string, words: string): Promise<void> {
    const one = of(conversation).find((each) => each.key === key)
    if (one?.file) captions.set(one.file, words)
    if (!one?.ref || (one.ref.caption ?? '') === words) return
    change(conversation, key, { state: 'up' })
    const ref = await putCaption(one.ref.id, words).catch((reason: unknown) => {
      toasts.say(explain(reason), 'bad')
      if (one.file) captions.set(one.file, one.ref?.caption ?? '')
      return one.ref
    })
    change(conversation, key, { state: 'done', ref })
  }

  function remove(conversation: string, key: string): void {
    of(conversation).find((one) => one.key === key)?.transfer?.cancel()
    uploads.set(conversation, of(conversation).filter((one) => one.key !== key))
  }

  /** What was brought up before; what is there already stays as it is. */
  function restore(conversation: string, refs: readonly FileRef[]): void {
    const here = of(conversation)
    const come = refs.filter((ref) => !here.some((one) => one.ref?.id === ref.id))
    uploads.set(conversation, [...come.map(brought), ...here])
  }

  function clear(conversation: string): void {
    uploads.delete(conversation)
  }

  return { uploads, of, add, retry, pause, caption, remove, restore, clear }
})
