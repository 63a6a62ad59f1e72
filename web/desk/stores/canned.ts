/** Canned replies by brand: read by every composer, changed by leads and admins. */
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

import { addCanned, dropCanned, listCanned, putCanned } from '@/api/desk'
import type { CannedReply } from '@/api/types'

export interface Shelf {
  replies: CannedReply[]
  state: 'loading' | 'ready' | 'failed'
  error?: unknown
}

export const useCanned = defineStore('canned', () => {
  const shelves = shallowReactive(new Map<string, Shelf>())

  async function load(brand: string): Promise<void> {
    const held = shelves.get(brand)
    shelves.set(brand, { replies: held?.replies ?? [], state: held?.state === 'ready' ? 'ready' : 'loading' })
    try {
      const replies = await listCanned(brand)
      shelves.set(brand, { replies: replies.sort((a, b) => a.shortcut.localeCompare(b.shortcut)), state: 'ready' })
    } catch (error) {
      shelves.set(brand, { replies: held?.replies ?? [], state: held?.replies.length ? 'ready' : 'failed', error })
    }
  }

  function want(brand: string): void {
    const state = shelves.get(brand)?.state
    if (state === undefined || state === 'failed') void load(brand)
  }

  /** Resolves with what it will be stopped for, in sentences. */
  async function save(brand: string, id: string | null, reply: Omit<CannedReply, 'id'>): Promise<string[]> {
    const { warnings } = id ? await putCanned(id, reply) : await addCanned({ ...reply, brand })
    await load(brand)
    return warnings.map(({ message }) => message)
  }

  async function remove(brand: string, id: string): Promise<void> {
    await dropCanned(id)
    await load(brand)
  }

  return { shelves, load, want, save, remove }
})
