/**
 * Beside the portal's fields for files, for browsers with a script: what was chosen, with its size and a way to take it out
 * again, and to cover and mark a picture before it is sent. The new file stands in the field in place of the chosen one, which never leaves the device.
 */
import { type Words, cover, isPicture } from '@/shared/pictures/editor'

import './pictures.css'

/** What the page says beside the editor's words. `change`, `drop`: with `{name}`; `failed`: of a picture that cannot be read. */
type Told = Words & { change: string; failed: string; drop: string }

/** Whose button has the focus once its list is drawn anew. */
const changed = new WeakMap<HTMLInputElement, number>()
const shown = new WeakMap<HTMLInputElement, HTMLUListElement>()
/** From where one was taken out: the next one's button has the focus then, or the field. */
const dropped = new WeakMap<HTMLInputElement, number>()

function put(input: HTMLInputElement, at: number, file: File): void {
  const held = new DataTransfer()
  for (const [index, one] of [...(input.files ?? [])].entries()) held.items.add(index === at ? file : one)
  input.files = held.files
  changed.set(input, at)
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

/** Without one of them; the others stay as they were chosen. */
function drop(input: HTMLInputElement, at: number): void {
  const held = new DataTransfer()
  for (const [index, one] of [...(input.files ?? [])].entries()) if (index !== at) held.items.add(one)
  input.files = held.files
  dropped.set(input, at)
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

function made(at: number, className: string, text: string, label: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = className
  button.dataset['at'] = String(at)
  button.textContent = text
  button.setAttribute('aria-label', label)
  return button
}

function thumbnail(file: File): HTMLImageElement {
  const image = document.createElement('img')
  image.alt = ''
  image.src = URL.createObjectURL(file)
  const free = () => URL.revokeObjectURL(image.src)
  image.addEventListener('load', free)
  // What the browser cannot draw is named all the same.
  image.addEventListener('error', () => { free(); image.replaceWith(paper(file)) })
  return image
}

/** In a thumbnail's place: what kind of file it is, by the end of its name. */
function paper(file: File): HTMLSpanElement {
  const sign = document.createElement('span')
  sign.className = 'paper'
  sign.setAttribute('aria-hidden', 'true')
  sign.textContent = /\.([a-z0-9]{1,4})$/i.exec(file.name)?.[1]?.toUpperCase() ?? '…'
  return sign
}

function sizeOf(file: File): string {
  const [unit, length] = file.size < 1024 ? (['byte', 1] as const) : file.size < 1024 * 1024 ? (['kilobyte', 1024] as const) : (['megabyte', 1024 * 1024] as const)
  return new Intl.NumberFormat(document.documentElement.lang || undefined, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: unit === 'megabyte' ? 1 : 0 }).format(file.size / length)
}

function row(input: HTMLInputElement, at: number, file: File, words: Told): HTMLLIElement {
  const line = document.createElement('li')
  const what = document.createElement('span')
  what.className = 'what'
  const name = document.createElement('bdi')
  name.textContent = file.name
  const size = document.createElement('small')
  size.textContent = sizeOf(file)
  what.append(name, size)
  const note = document.createElement('p')
  note.className = 'wrong'
  note.setAttribute('role', 'alert')
  line.append(isPicture(file) ? thumbnail(file) : paper(file), what)
  if (isPicture(file)) {
    const button = made(at, 'button', words.title, words.change.replace('{name}', file.name))
    button.addEventListener('click', () => {
      cover(file, words).then(
        (drawn) => {
          if (drawn) put(input, at, drawn)
        },
        () => (note.textContent = words.failed),
      )
    })
    line.append(button)
  }
  const away = made(at, 'button drop', words.remove, words.drop.replace('{name}', file.name))
  away.addEventListener('click', () => drop(input, at))
  line.append(away, note)
  return line
}

/** Called whenever something was chosen in a field for files. */
export function show(input: HTMLInputElement, words: Told): void {
  const list = shown.get(input) ?? document.createElement('ul')
  list.className = 'chosen-pictures'
  const files = [...(input.files ?? [])]
  list.replaceChildren(...files.map((file, at) => row(input, at, file, words)))
  if (!shown.has(input)) input.after(list)
  shown.set(input, list)
  const at = changed.get(input)
  changed.delete(input)
  // The dialog gives the page back a moment later.
  if (at !== undefined) setTimeout(() => list.querySelector<HTMLButtonElement>(`[data-at="${at}"]`)?.focus())
  const gone = dropped.get(input)
  dropped.delete(input)
  if (gone !== undefined) (list.querySelectorAll<HTMLButtonElement>('.drop')[Math.min(gone, files.length - 1)] ?? input).focus()
}
