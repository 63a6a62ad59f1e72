/**
 * Beside the portal's fields for files, for browsers with a script: what was chosen, and a way to cover and mark a picture
 * before it is sent. The new file stands in the field in place of the chosen one, which never leaves the device.
 */
import { type Words, cover, isPicture } from '@/shared/pictures/editor'

import './pictures.css'

/** What the page says beside the editor's words. `change`: with `{name}`; `failed`: of a picture that cannot be read. */
type Told = Words & { change: string; failed: string }

/** Whose button has the focus once its list is drawn anew. */
const changed = new WeakMap<HTMLInputElement, number>()
const shown = new WeakMap<HTMLInputElement, HTMLUListElement>()

function put(input: HTMLInputElement, at: number, file: File): void {
  const held = new DataTransfer()
  for (const [index, one] of [...(input.files ?? [])].entries()) held.items.add(index === at ? file : one)
  input.files = held.files
  changed.set(input, at)
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

function row(input: HTMLInputElement, at: number, file: File, words: Told): HTMLLIElement {
  const line = document.createElement('li')
  const image = document.createElement('img')
  image.alt = ''
  image.src = URL.createObjectURL(file)
  image.addEventListener('load', () => URL.revokeObjectURL(image.src))
  const name = document.createElement('bdi')
  name.textContent = file.name
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button'
  button.dataset['at'] = String(at)
  button.textContent = words.title
  button.setAttribute('aria-label', words.change.replace('{name}', file.name))
  const note = document.createElement('p')
  note.className = 'wrong'
  note.setAttribute('role', 'alert')
  button.addEventListener('click', () => {
    cover(file, words).then(
      (made) => {
        if (made) put(input, at, made)
      },
      () => (note.textContent = words.failed),
    )
  })
  line.append(image, name, button, note)
  return line
}

/** Called whenever something was chosen in a field for files. */
export function show(input: HTMLInputElement, words: Told): void {
  const list = shown.get(input) ?? document.createElement('ul')
  list.className = 'chosen-pictures'
  const files = [...(input.files ?? [])]
  list.replaceChildren(...files.flatMap((file, at) => (isPicture(file) ? [row(input, at, file, words)] : [])))
  if (!shown.has(input)) input.after(list)
  shown.set(input, list)
  const at = changed.get(input)
  changed.delete(input)
  // The dialog gives the page back a moment later.
  if (at !== undefined) setTimeout(() => list.querySelector<HTMLButtonElement>(`[data-at="${at}"]`)?.focus())
}
