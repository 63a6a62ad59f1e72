import { afterEach, expect, test, vi } from 'vitest'

import { handle, HELP, isChord } from './shortcuts'
import en from '../texts/en'

afterEach(() => document.body.replaceChildren())

function press(key: string, on: Element = document.body, more: KeyboardEventInit & { keyCode?: number } = {}) {
  const act = vi.fn()
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  on.addEventListener('keydown', (heard) => handle(heard as KeyboardEvent, { r: act, '?': act, Escape: act }), { once: true })
  on.dispatchEvent(event)
  return act
}

function put(html: string): Element {
  document.body.innerHTML = html
  return document.body.firstElementChild!
}

test('a key acts, also with Caps Lock and with Shift', () => {
  expect(press('r')).toHaveBeenCalledOnce()
  expect(press('R')).toHaveBeenCalledOnce()
  expect(press('?', document.body, { shiftKey: true })).toHaveBeenCalledOnce()
  expect(press('x')).not.toHaveBeenCalled()
})

test('keys stay with the browser while a modifier is held', () => {
  expect(press('r', document.body, { ctrlKey: true })).not.toHaveBeenCalled()
  expect(press('r', document.body, { metaKey: true })).not.toHaveBeenCalled()
  expect(press('r', document.body, { altKey: true })).not.toHaveBeenCalled()
})

test.each(['<input>', '<textarea></textarea>', '<select></select>', '<div contenteditable="true"></div>'])('nothing acts while one types in %s', (html) => {
  expect(press('r', put(html))).not.toHaveBeenCalled()
})

test('nothing acts while an input method composes', () => {
  expect(press('r', document.body, { isComposing: true })).not.toHaveBeenCalled()
  expect(press('r', document.body, { keyCode: 229 })).not.toHaveBeenCalled()
})

test('nothing acts behind a dialog or a menu', () => {
  put('<div role="dialog" aria-modal="true"></div>')
  expect(press('r')).not.toHaveBeenCalled()
  put('<div role="menu"></div>')
  expect(press('Escape')).not.toHaveBeenCalled()
})

test('Ctrl K is heard, on Apple machines Command K, in any keyboard layout, and nothing near it', () => {
  const chord = (init: KeyboardEventInit, apple = false) => isChord(new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ...init }), 'k', apple)
  expect(chord({ ctrlKey: true })).toBe(true)
  expect(chord({ ctrlKey: true, key: 'л' })).toBe(true)
  expect(chord({ metaKey: true }, true)).toBe(true)
  expect(chord({ ctrlKey: true }, true)).toBe(false)
  expect(chord({ metaKey: true })).toBe(false)
  expect(chord({ ctrlKey: true, shiftKey: true })).toBe(false)
  expect(chord({ ctrlKey: true, key: 'e', code: 'KeyK' })).toBe(false)
  expect(chord({ ctrlKey: true, isComposing: true })).toBe(false)
})

test('the help sheet has words for every shortcut', () => {
  for (const { group, keys } of HELP) {
    expect(en.help.groups).toHaveProperty(group)
    for (const { name } of keys) expect(en.help.keys).toHaveProperty(name)
  }
})
