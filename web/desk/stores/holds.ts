/**
 * Replies that can still be taken back: they wait a few seconds in this browser's own store and then go the way of every
 * command, under the id they had from the start. docs/decisions/0020: why here, and what happens when the page ends.
 *
 * A waiting reply belongs to one tab, which shows by a lock that it lives. Only this tab sends it or takes it back; of a tab
 * that is gone the others send what it left. So no two decide about the same reply.
 */
import { defineStore } from 'pinia'
import { ref, shallowReactive, toRaw } from 'vue'

import type { Ack } from '@/api/frames'
import type { FileRef } from '@/api/types'
import { uuid } from '@/shared/ids'
import { openOutbox, type OutboxItem, type OutboxStore } from '@/shared/outbox'
import type { Draft } from '@/shared/sender'

import { i18n } from '../texts'
import { useLink } from './link'
import { usePrefs } from './prefs'
import { useToasts } from './toasts'

export type Reply = Extract<Draft, { type: 'send' }> & { conversation: string }

export interface Held extends OutboxItem {
  command: Extract<OutboxItem['command'], { type: 'send' }>
  /** Whose it is to send. */
  tab: string
  /** How long it waits. */
  seconds: number
  /** Taken back: it is nobody's to send any more, and waits for the composer. */
  back: boolean
}

const STORE = 'fairlead-desk-held'
const lockOf = (tab: string) => `fairlead-desk-tab ${tab}`
/** Whoever must wait until replies are out waits no longer than this. */
const PATIENCE_MS = 5000

export const useHolds = defineStore('holds', () => {
  const link = useLink()
  const prefs = usePrefs()
  const toasts = useToasts()
  const { t } = i18n.global
  const tab = uuid()
  /** By client id, in the order of writing. */
  const waiting = shallowReactive(new Map<string, Held>())
  /** Taken back and not yet in a composer, by conversation, in the order of writing. */
  const returned = shallowReactive(new Map<string, readonly Held[]>())
  /** The conversation that was called for by taking back a reply: it is to be shown. */
  const called = ref<string | null>(null)
  const timers = new Map<string, { timer: ReturnType<typeof setTimeout>; toast: number }>()
  const heirs = new Set([tab])
  let owner = ''
  let store: OutboxStore<Held> | null = null
  let last = 0

  const channel = new BroadcastChannel(STORE)
  channel.onmessage = ({ data }) => { if (typeof data === 'string') inherit(data) }

  /** Once, after the outbox of this agent has been read. Without locks nothing is held, and what is left there goes out. */
  async function start(agent: string): Promise<void> {
    if (owner) return
    owner = agent
    addEventListener('pagehide', () => void release(() => true))
    const left = await (await openOutbox<Held>(STORE)).load(owner)
    if (!('locks' in navigator)) {
      left.forEach(adopt)
      return
    }
    await new Promise<void>((held) => void navigator.locks.request(lockOf(tab), () => {
      held()
      return new Promise(() => undefined)
    }))
    store = await openOutbox<Held>(STORE)
    // Whoever was quicker than all this.
    for (const item of waiting.values()) void store.put(Object.assign(item, { owner }))
    for (const item of left) inherit(item.tab)
  }

  /** When the other tab is gone, what it has left is this one's: read anew, for it may have decided since. */
  function inherit(other: string): void {
    if (heirs.has(other) || !owner || !('locks' in navigator)) return
    heirs.add(other)
    void navigator.locks.request(lockOf(other), async () => {
      for (const item of await (await openOutbox<Held>(STORE)).load(owner)) if (item.tab === other) adopt(item)
    })
  }

  function adopt(item: Held): void {
    if (item.back) giveBack(item)
    else void go(item)
  }

  /** Says something to a customer, now or in a few seconds. A note is for colleagues and never waits. */
  function say(reply: Reply, files: FileRef[]): void {
    const seconds = 'locks' in navigator && !reply.note ? prefs.undoSeconds : 0
    if (!seconds) {
      if (!reply.note) void settle([reply.conversation])
      link.live.command(reply, { files })
      return
    }
    const client_id = uuid()
    last = Math.max(Date.now(), last + 1)
    const item: Held = { client_id, owner, thread: reply.conversation, command: { ...reply, client_id }, files, made_at: last, tab, seconds, back: false }
    waiting.set(client_id, item)
    void store?.put(item)
    channel.postMessage(tab)
    const ms = seconds * 1000
    const undo = { label: t('composer.undo'), keys: ['Mod', 'Z'], run: () => void takeBack(client_id) }
    timers.set(client_id, {
      timer: setTimeout(() => void release(({ thread, made_at }) => thread === item.thread && made_at <= item.made_at), ms),
      toast: toasts.say(t('composer.held', { n: seconds }), 'good', undo, ms),
    })
  }

  function forget({ client_id }: Held): void {
    const { timer, toast } = timers.get(client_id) ?? {}
    clearTimeout(timer)
    if (toast !== undefined) toasts.drop(toast)
    timers.delete(client_id)
    waiting.delete(client_id)
  }

  /** Ends the wait of some; what they said is acknowledged, or refused and shown, when the promises are settled. */
  function release(which: (item: Held) => boolean): Promise<unknown>[] {
    return [...waiting.values()].filter(which).map((item) => {
      forget(item)
      return go(item)
    })
  }

  /** Into the outbox; from here only once it is settled there, so that a page that ends in between leaves it in one at least. */
  async function go({ client_id, command, files }: Held): Promise<void> {
    const sent: Promise<Ack | undefined> = link.live.sender.pending(command.conversation ?? '').some((one) => one.client_id === client_id)
      ? Promise.resolve(undefined)
      : link.live.command(command, { files, client_id }).done
    await sent.catch(() => undefined)
    await (store ?? (await openOutbox<Held>(STORE))).remove(client_id)
  }

  /** Of these conversations nothing waits any more: what is done to them next comes after what was said. */
  async function settle(conversations: readonly string[]): Promise<void> {
    const out = release((item) => conversations.includes(item.thread))
    if (out.length) await Promise.race([Promise.all(out), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
  }

  const settleAll = () => settle([...waiting.values()].map((item) => item.thread))

  async function takeBack(client_id: string): Promise<void> {
    const item = waiting.get(client_id)
    if (!item) return
    forget(item)
    // First that nobody sends it, then the text: a page that ends in between brings it back with the next.
    await store?.put({ ...item, back: true })
    giveBack(item)
    toasts.say(t('composer.takenBack'))
    called.value = item.thread
  }

  /** What was refused goes back to the composer, by the way of what was taken back. */
  async function again({ client_id, thread, command, files, made_at }: OutboxItem): Promise<void> {
    if (command.type !== 'send') return
    const back: Held = { client_id, owner, thread, command: toRaw(command), files: files.map(toRaw), made_at, tab, seconds: 0, back: true }
    await store?.put(back)
    link.live.sender.discard(client_id)
    giveBack(back)
  }

  function giveBack(item: Held): void {
    returned.set(item.thread, [...(returned.get(item.thread) ?? []), item].sort((a, b) => a.made_at - b.made_at))
  }

  /** Of what was said last. */
  function undo(): boolean {
    const newest = [...waiting.values()].at(-1)
    if (newest) void takeBack(newest.client_id)
    return newest !== undefined
  }

  /** It stands in the draft now. */
  function landed(items: readonly Held[]): void {
    for (const { client_id, thread } of items) {
      const others = (returned.get(thread) ?? []).filter((one) => one.client_id !== client_id)
      if (others.length) returned.set(thread, others)
      else returned.delete(thread)
      void store?.remove(client_id)
    }
  }

  const of = (conversation: string) => [...waiting.values()].filter((item) => item.thread === conversation)
  const sendNow = (client_id: string) => void release((item) => item.client_id === client_id)

  return { waiting, returned, called, of, start, say, undo, takeBack, again, sendNow, settle, settleAll, landed }
})
