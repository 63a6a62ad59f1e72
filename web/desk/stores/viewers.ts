/** Who of the colleagues has a conversation before his eyes, and telling them that I have: one conversation at a time. */
import { defineStore } from 'pinia'
import { shallowReactive, watch } from 'vue'

import type { Viewer } from '@/api/types'

import { useLink } from './link'
import { useSession } from './session'

/** So long after the last key one still counts as writing. */
const WRITING_MS = 8_000

export const useViewers = defineStore('viewers', () => {
  const link = useLink()
  const session = useSession()
  const { live } = link
  const seen = shallowReactive(new Map<string, readonly Viewer[]>())
  let mine: string | null = null
  let writing: Viewer['writing'] = null
  let told = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function say(): void {
    // Nobody looks at a window behind others.
    const conversation = document.visibilityState === 'visible' ? mine : null
    const now = `${conversation} ${writing}`
    if (now !== told && live.transmit({ type: 'viewing', conversation, ...(conversation && writing ? { writing } : {}) })) told = now
  }

  function look(conversation: string | null): void {
    if (mine !== conversation) write(null)
    mine = conversation
    say()
  }

  function write(mode: Viewer['writing']): void {
    clearTimeout(timer)
    writing = mode
    if (mode) timer = setTimeout(() => write(null), WRITING_MS)
    say()
  }

  /** Only who follows a conversation may look at it: said again once the server knows that we do. */
  function followed(conversation: string): void {
    if (conversation !== mine) return
    told = ''
    say()
  }

  function hear(conversation: string, viewers: readonly Viewer[]): void {
    if (viewers.length) seen.set(conversation, viewers)
    else seen.delete(conversation)
  }

  const isLooking = (conversation: string) => conversation === mine && document.visibilityState === 'visible'
  const others = (conversation: string): readonly Viewer[] => (seen.get(conversation) ?? []).filter((viewer) => viewer.agent.id !== session.me?.id)

  document.addEventListener('visibilitychange', say)
  // Without a connection nobody knows who is there; the server tells anew.
  watch(() => link.state, (state) => {
    if (state === 'online') return
    told = ''
    seen.clear()
  })

  return { look, write, followed, hear, isLooking, others }
})
