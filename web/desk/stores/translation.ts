/** Conversations read in the agent's own language: the switch of each, and what messages mean, asked for a few at a time. */
import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'

import { getTranslating, getTranslator, putTranslating, translateEntry } from '@/api/desk'
import type { Translation, Translator } from '@/api/types'

import { explain } from '../lib/problems'
import { offered } from '../lib/translation'
import { i18n } from '../texts'
import { useToasts } from './toasts'

export type Meaning = { state: 'asking' } | { state: 'done'; said: Translation } | { state: 'failed'; problem: string }

const AT_ONCE = 2
const REMEMBERED = 2_000

export const useTranslation = defineStore('translation', () => {
  const toasts = useToasts()
  const { t } = i18n.global
  const machine = ref<Translator | null>(null)
  let asked: Promise<void> | null = null
  /** By conversation: into which language; null: as it was written. */
  const into = shallowReactive(new Map<string, string | null>())
  const meanings = shallowReactive(new Map<string, Meaning>())
  /** Asked last, answered first: what was written last is what one looks at. */
  const waiting: (() => Promise<void>)[] = []
  let running = 0

  function know(): Promise<void> {
    asked ??= getTranslator().then((found) => { machine.value = found }, () => { asked = null })
    return asked
  }

  async function want(conversation: string): Promise<void> {
    await know()
    if (!machine.value?.translator || into.has(conversation)) return
    try {
      const { to } = await getTranslating(conversation)
      if (!into.has(conversation)) into.set(conversation, to)
    } catch {
      // It stays as it was written; looked up again when the conversation is opened next.
    }
  }

  /** At once here, then on the server; back to what it was where that fails. */
  async function turn(conversation: string, to: string | null): Promise<void> {
    const before = into.get(conversation) ?? null
    into.set(conversation, to)
    try {
      await putTranslating(conversation, to)
    } catch (reason) {
      if (into.get(conversation) === to) into.set(conversation, before)
      toasts.say(`${t('translate.failedSwitch')} ${explain(reason)}`, 'bad')
    }
  }

  /** The language to begin with: the desk's own where it is offered. */
  function usual(): string | undefined {
    return machine.value ? (offered(machine.value.languages, i18n.global.locale.value) ?? machine.value.languages[0]) : undefined
  }

  const keyOf = (entry: string, to: string) => `${to} ${entry}`
  const meaning = (entry: string, to: string) => meanings.get(keyOf(entry, to))

  function mean(conversation: string, entry: string, to: string): void {
    const key = keyOf(entry, to)
    const held = meanings.get(key)
    if (held && held.state !== 'failed') return
    meanings.set(key, { state: 'asking' })
    waiting.push(async () => {
      try {
        meanings.set(key, { state: 'done', said: await translateEntry(conversation, entry, to) })
      } catch (reason) {
        meanings.set(key, { state: 'failed', problem: explain(reason) })
      }
      for (const old of meanings.keys()) {
        if (meanings.size <= REMEMBERED) break
        meanings.delete(old)
      }
    })
    pump()
  }

  function pump(): void {
    while (running < AT_ONCE) {
      const next = waiting.pop()
      if (!next) return
      running++
      void next().finally(() => {
        running--
        pump()
      })
    }
  }

  return { machine, into, know, want, turn, usual, meaning, mean }
})
