/**
 * Files picked for the next message, each with its own progress and its own second try. They go up at once; a picture waits
 * until the message is sent, so that what its owner covers in it never leaves his device.
 */
import { computed, onUnmounted, shallowReactive, shallowRef } from 'vue'

import { said } from '@/api/http'
import type { Transfer, TransferState } from '@/api/transfer'
import type { FileRef } from '@/api/types'
import { mostBytes } from '@/shared/limits'
import { fileSize } from '@/shared/time'

import { locale, t } from '../texts'
import { withSession } from './session'
import { limits } from './talks'

export interface Attachment {
  key: number
  file: File
  /** Shown before anything is up: only for pictures. */
  preview: string | null
  progress: number
  state: TransferState | 'held'
  /** Large enough to be worth a pause. */
  resumable: boolean
  /** Of a zip: its files. */
  ref: FileRef | FileRef[] | null
  error: string | null
}

export function useAttachments() {
  const list = shallowReactive<Attachment[]>([])
  const refused = shallowRef('')
  const running = new Map<number, Transfer<FileRef | FileRef[]>>()
  let next = 0

  const busy = computed(() => list.some((one) => !one.ref && !one.error))
  const failed = computed(() => list.some((one) => one.error))

  function change(key: number, over: Partial<Attachment>): void {
    const index = list.findIndex((one) => one.key === key)
    const old = list[index]
    if (old) list[index] = { ...old, ...over }
  }

  async function upload(key: number, file: File): Promise<void> {
    let transfer: Transfer<FileRef | FileRef[]> | undefined
    change(key, { error: null, progress: 0, state: 'up' })
    try {
      // Most conversations have no file: what carries one up comes with the first.
      const { Transfer: Carrier } = await import('@/api/transfer')
      if (!list.some((one) => one.key === key)) return
      const ref = await withSession((session) => {
        transfer = new Carrier(file, {
          path: '/api/files',
          pieces: '/api/uploads',
          session,
          locale: locale.value,
          onProgress: (progress) => change(key, { progress }),
          onState: (state) => change(key, { state }),
        })
        running.set(key, transfer)
        change(key, { resumable: transfer.resumable })
        return transfer.run()
      })
      change(key, { ref, progress: 1 })
    } catch (reason) {
      if (reason instanceof DOMException && reason.name === 'AbortError') return
      change(key, { error: said(reason) || t('upload_failed') })
    } finally {
      if (running.get(key) === transfer) running.delete(key)
    }
  }

  function add(files: Iterable<File>): void {
    refused.value = ''
    for (const file of files) {
      if (list.length >= limits.value.files) refused.value = t('too_many_files', { n: limits.value.files })
      else if (file.size > mostBytes(limits.value, file)) refused.value = t('file_too_large', { name: file.name, size: fileSize(mostBytes(limits.value, file), locale.value) })
      else if (file.size === 0) refused.value = t('file_empty', { name: file.name })
      else {
        const key = next++
        const preview = /^image\/(png|jpeg|gif|webp|avif)$/.test(file.type) ? URL.createObjectURL(file) : null
        list.push({ key, file, preview, progress: 0, state: preview ? 'held' : 'up', resumable: false, ref: null, error: null })
        if (!preview) void upload(key, file)
      }
    }
  }

  function remove(key: number): void {
    const index = list.findIndex((one) => one.key === key)
    const [gone] = index < 0 ? [] : list.splice(index, 1)
    running.get(key)?.cancel()
    if (gone?.preview) URL.revokeObjectURL(gone.preview)
    refused.value = ''
  }

  /** What is sent in place of a picture that has not gone up. */
  function replace(key: number, file: File): void {
    const old = list.find((one) => one.key === key)
    if (old?.preview) URL.revokeObjectURL(old.preview)
    change(key, { file, preview: URL.createObjectURL(file) })
  }

  /** The message is to be sent: what was held goes up. */
  function release(): void {
    for (const one of list) if (one.state === 'held') void upload(one.key, one.file)
  }

  /** What is said of a file that is up already is told before the message goes. */
  function tell(key: number, telling: Promise<FileRef | FileRef[]>): void {
    change(key, { ref: null })
    void telling.then((ref) => change(key, { ref }))
  }

  function retry(key: number): void {
    const one = list.find((other) => other.key === key)
    if (one?.error) void upload(key, one.file)
  }

  function pause(key: number): void {
    const transfer = running.get(key)
    if (transfer?.state === 'paused') transfer.resume()
    else transfer?.pause()
  }

  /** Hands over what is up and starts anew. */
  function take(): FileRef[] {
    const refs = list.flatMap((one) => one.ref ?? [])
    for (const one of [...list]) remove(one.key)
    return refs
  }

  onUnmounted(() => {
    for (const one of [...list]) remove(one.key)
  })

  return { list, refused, busy, failed, add, remove, replace, release, retry, tell, pause, take }
}
