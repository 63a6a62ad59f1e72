/** Single-key shortcuts of the desk: one listener, one table; never while somebody types, composes or holds a modifier. */
import { onBeforeUnmount, onMounted } from 'vue'

import { composes } from '@/shared/keys'

export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)

export type Bindings = Record<string, (event: KeyboardEvent) => void>

const FIELDS = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="combobox"]'

/** A field takes its keys for itself; so does an open dialog, menu or list of choices. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(FIELDS) !== null
}

export function isCovered(root: ParentNode = document): boolean {
  return root.querySelector('[aria-modal="true"], [role="menu"]') !== null
}

export function handle(event: KeyboardEvent, bindings: Bindings): boolean {
  if (event.defaultPrevented || composes(event)) return false
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  if (isTyping(event.target) || isCovered()) return false
  const binding = bindings[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!binding) return false
  event.preventDefault()
  binding(event)
  return true
}

export function useShortcuts(bindings: Bindings): void {
  const listen = (event: KeyboardEvent) => void handle(event, bindings)
  onMounted(() => { window.addEventListener('keydown', listen) })
  onBeforeUnmount(() => { window.removeEventListener('keydown', listen) })
}

/** The chord Ctrl+K, Command+K on Apple machines: also while one types, where Ctrl+K there cuts the line. By place, where the keyboard has no Latin letters. */
export function isChord(event: KeyboardEvent, letter: string, apple = isApple): boolean {
  if (event.shiftKey || event.altKey || composes(event)) return false
  if (apple ? !event.metaKey || event.ctrlKey : !event.ctrlKey || event.metaKey) return false
  return event.key.toLowerCase() === letter || (!/^[a-z]$/i.test(event.key) && event.code === `Key${letter.toUpperCase()}`)
}

/** `act` is told whether the keys are being held, and answers whether it takes them; else the browser's own meaning stands. */
export function useChord(letter: string, act: (held: boolean) => boolean): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || !isChord(event, letter)) return
    if (act(event.repeat)) event.preventDefault()
  }
  onMounted(() => { window.addEventListener('keydown', listen) })
  onBeforeUnmount(() => { window.removeEventListener('keydown', listen) })
}

/** The help sheet's table; the words are in the catalogues under `help.keys`. */
export const HELP: readonly { group: 'move' | 'many' | 'act' | 'matter' | 'write' | 'everywhere'; keys: { keys: string[]; name: string }[] }[] = [
  { group: 'move', keys: [
    { keys: ['J'], name: 'next' },
    { keys: ['K'], name: 'previous' },
    { keys: ['Enter'], name: 'open' },
    { keys: ['1', '2', '3', '4', '5'], name: 'views' },
    { keys: ['F'], name: 'narrow' },
    { keys: ['Q'], name: 'filter' },
  ] },
  { group: 'many', keys: [
    { keys: ['X'], name: 'choose' },
    { keys: ['Shift', 'J'], name: 'stretchDown' },
    { keys: ['Shift', 'K'], name: 'stretchUp' },
    { keys: ['Esc'], name: 'unchoose' },
  ] },
  { group: 'act', keys: [
    { keys: ['R'], name: 'reply' },
    { keys: ['N'], name: 'note' },
    { keys: ['M'], name: 'macro' },
    { keys: ['A'], name: 'assign' },
    { keys: ['T'], name: 'transfer' },
    { keys: ['P'], name: 'protect' },
    { keys: ['C'], name: 'ticket' },
    { keys: ['E'], name: 'close' },
    { keys: ['I'], name: 'customer' },
  ] },
  { group: 'matter', keys: [
    { keys: ['B'], name: 'ask' },
    { keys: ['G'], name: 'merge' },
    { keys: ['L'], name: 'tie' },
    { keys: ['S'], name: 'split' },
  ] },
  { group: 'write', keys: [
    { keys: ['Mod', 'Enter'], name: 'send' },
    { keys: ['Mod', 'Z'], name: 'undo' },
    { keys: ['/'], name: 'canned' },
    { keys: ['[', '['], name: 'articles' },
    { keys: ['@'], name: 'mention' },
    { keys: ['Esc'], name: 'leave' },
  ] },
  { group: 'everywhere', keys: [
    { keys: ['/'], name: 'search' },
    { keys: ['Mod', 'K'], name: 'commands' },
    { keys: ['?'], name: 'help' },
    { keys: ['Esc'], name: 'dismiss' },
  ] },
]
