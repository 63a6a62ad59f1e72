/**
 * A picture is covered and marked on the customer's own device before it is sent: boxes are drawn by pointer or touch, or put
 * in the middle and moved and resized by the arrow keys. Loaded when somebody wants it; the portal and the widget share it.
 */
import './editor.css'

import { burn, burned, coloursOf, shrink, widthOf } from './burn'
import { KINDS, type Kind, Scene, type Shape, type Size, fitted, inTheMiddle, moved, sized, textOf } from './scene'

/** `keys`: how a shape is moved without a pointer. */
export type Words = Record<Kind | 'title' | 'hint' | 'tools' | 'keys' | 'middle' | 'words' | 'undo' | 'remove' | 'done' | 'cancel', string>

type Values = Record<string, string | number | boolean>

function made<K extends keyof HTMLElementTagNameMap>(name: K, values: Values = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(values)) {
    if (key in element) Object.assign(element, { [key]: value })
    else element.setAttribute(key, String(value))
  }
  element.append(...inside)
  return element
}

const STEPS: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

class Editor {
  readonly dialog: HTMLDialogElement
  private readonly scene = new Scene()
  private readonly canvas = made('canvas', { 'aria-hidden': 'true' })
  private readonly sheet = made('div', { className: 'sheet', dir: 'ltr' }, this.canvas)
  private readonly stage = made('div', { className: 'stage' }, this.sheet)
  private readonly text = made('input', { type: 'text', maxLength: 80, dir: 'auto', autocomplete: 'off' })
  private readonly field: HTMLLabelElement
  private readonly undo: HTMLButtonElement
  private readonly remove: HTMLButtonElement
  private readonly size: Size
  private use = (): void => undefined
  private tool: Kind = 'blur'
  private selected = 0
  /** Of whose words the last letter was: a word is undone as a whole. */
  private typing = 0

  constructor(private readonly picture: ImageBitmap, private readonly words: Words) {
    const scale = shrink(picture)
    this.size = { width: Math.floor(picture.width * scale), height: Math.floor(picture.height * scale) }
    this.undo = this.button(words.undo, () => this.back())
    this.remove = this.button(words.remove, () => this.drop())
    const middle = this.button(words.middle, () => this.add())
    this.field = made('label', { className: 'text' }, made('span', {}, words.words), this.text)
    this.text.addEventListener('input', () => this.retype())
    this.dialog = made(
      'dialog', { className: 'cover-picture', 'aria-labelledby': 'cover-title' },
      made('h2', { id: 'cover-title' }, words.title),
      made('p', { className: 'how', id: 'cover-how' }, words.hint),
      this.tools(), this.stage, this.field,
      made('p', { className: 'how', id: 'cover-keys' }, words.keys),
      made('div', { className: 'acts' }, middle, this.undo, this.remove),
      made('div', { className: 'acts end' }, this.button(words.cancel, () => this.dialog.close()), this.button(words.done, () => this.use(), 'go')),
    )
    this.stage.addEventListener('pointerdown', (event) => this.press(event))
    this.dialog.addEventListener('keydown', (event) => this.key(event))
  }

  /** Resolves to the new file, or to null when nothing is to be changed. */
  async run(file: File): Promise<File | null> {
    document.body.append(this.dialog)
    const fits = new ResizeObserver(() => this.fit())
    fits.observe(this.stage)
    this.dialog.showModal()
    this.fit()
    this.draw()
    try {
      return await new Promise((end, fail) => {
        this.dialog.addEventListener('close', () => end(null))
        // Until the new file is there nobody can send the first one: the dialog stays before everything else.
        this.use = () => {
          this.dialog.inert = true
          if (!this.scene.shapes.length) end(null)
          else burned(file, this.picture, this.shown(), this.size, coloursOf(this.dialog)).then(end, fail)
        }
      })
    } finally {
      fits.disconnect()
      // Whoever waits for the file has it before anything else can be pressed.
      setTimeout(() => {
        this.dialog.close()
        this.dialog.remove()
      })
    }
  }

  private button(words: string, act: () => void, className = 'plain-button'): HTMLButtonElement {
    const button = made('button', { type: 'button', className }, words)
    button.addEventListener('click', act)
    return button
  }

  private tools(): HTMLElement {
    const tools = made('div', { className: 'tools', role: 'radiogroup', 'aria-label': this.words.tools })
    for (const kind of KINDS) {
      const choice = made('input', { type: 'radio', name: 'cover-tool', value: kind, checked: kind === this.tool })
      choice.addEventListener('change', () => {
        this.tool = kind
        this.select(0)
      })
      tools.append(made('label', {}, choice, made('span', {}, this.words[kind])))
    }
    return tools
  }

  /** As large as there is room for. */
  private fit(): void {
    const scale = Math.min(this.stage.clientWidth / this.size.width, this.stage.clientHeight / this.size.height, 1)
    this.sheet.style.width = `${this.size.width * scale}px`
    this.sheet.style.height = `${this.size.height * scale}px`
    const fine = Math.min(scale * devicePixelRatio, 1)
    this.canvas.width = Math.max(1, Math.round(this.size.width * fine))
    this.canvas.height = Math.max(1, Math.round(this.size.height * fine))
    this.paint()
  }

  /** A text without words is nothing. */
  private shown(): Shape[] {
    return this.scene.shapes.filter(({ kind, text }) => kind !== 'text' || text.trim())
  }

  private paint(): void {
    const context = this.canvas.getContext('2d')
    if (context) burn(context, this.picture, this.shown(), this.size, this.canvas.width / this.size.width, coloursOf(this.dialog))
  }

  private draw(): void {
    this.paint()
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['shape'] : undefined
    this.sheet.replaceChildren(this.canvas, ...this.scene.shapes.map((shape, at) => this.handle(shape, at + 1)))
    if (focused) this.focus(Number(focused))
    this.undo.disabled = !this.scene.canUndo
    this.remove.disabled = !this.scene.shapes.some(({ id }) => id === this.selected)
    const typed = this.current()?.kind === 'text' || (!this.current() && this.tool === 'text')
    this.field.hidden = !typed
  }

  private handle(shape: Shape, number: number): HTMLElement {
    const label = `${this.words[shape.kind]} ${number}`
    const handle = made('div', { className: `shape ${shape.kind}`, tabIndex: 0, role: 'application', 'aria-label': label, 'aria-describedby': 'cover-keys' }, made('i', { 'aria-hidden': 'true' }))
    handle.dataset['shape'] = String(shape.id)
    this.place(handle, shape)
    handle.addEventListener('focus', () => {
      if (this.selected !== shape.id) this.select(shape.id)
    })
    return handle
  }

  private place(handle: HTMLElement, { x, y, w, h }: Shape): void {
    const part = (value: number, of: number) => `${(value / of) * 100}%`
    handle.style.left = part(Math.min(x, x + w), this.size.width)
    handle.style.top = part(Math.min(y, y + h), this.size.height)
    handle.style.width = part(Math.abs(w), this.size.width)
    handle.style.height = part(Math.abs(h), this.size.height)
    // An arrow's head is where it was drawn to.
    handle.classList.toggle('to-start', w < 0)
    handle.classList.toggle('to-top', h < 0)
    handle.classList.toggle('chosen', handle.dataset['shape'] === String(this.selected))
  }

  private current(): Shape | undefined {
    return this.scene.shapes.find(({ id }) => id === this.selected)
  }

  private focus(id: number): void {
    this.sheet.querySelector<HTMLElement>(`[data-shape="${id}"]`)?.focus({ preventScroll: true })
  }

  private select(id: number): void {
    this.selected = id
    this.typing = 0
    const shape = this.current()
    if (shape?.kind === 'text') this.text.value = shape.text
    this.draw()
  }

  private change(shape: Shape, how: { keeps?: boolean } = {}): void {
    this.scene.put(shape, how)
    this.selected = shape.id
    this.draw()
  }

  private worded(shape: Shape): Shape {
    const context = this.canvas.getContext('2d')
    if (shape.kind !== 'text' || !context) return shape
    const text = this.text.value.trim() || this.words.text
    const told = { ...shape, text, h: shape.h || textOf(this.size) }
    return fitted({ ...told, w: widthOf(context, told) }, this.size)
  }

  private retype(): void {
    const shape = this.current()
    if (shape?.kind !== 'text') return
    this.change(this.worded(shape), { keeps: this.typing === shape.id })
    this.typing = shape.id
  }

  private add(): void {
    const shape = this.worded(inTheMiddle(this.scene.make(this.tool, { x: 0, y: 0 }), this.size))
    this.change(shape)
    this.focus(shape.id)
  }

  private back(): void {
    this.scene.undo()
    this.draw()
  }

  private drop(): void {
    if (!this.current()) return
    this.scene.remove(this.selected)
    this.select(this.scene.shapes.at(-1)?.id ?? 0)
    this.focus(this.selected)
  }

  private at(event: PointerEvent): { x: number; y: number } {
    const box = this.sheet.getBoundingClientRect()
    const part = (value: number, of: number) => Math.min(Math.max(value / of, 0), 1)
    return { x: part(event.clientX - box.left, box.width) * this.size.width, y: part(event.clientY - box.top, box.height) * this.size.height }
  }

  /** Draws a new one, or moves one, or its far corner, until the pointer is let go. */
  private press(event: PointerEvent): void {
    if (event.button !== 0 || !(event.target instanceof Element)) return
    event.preventDefault()
    const begun = this.at(event)
    const taken = event.target.closest<HTMLElement>('[data-shape]')
    const old = this.scene.shapes.find(({ id }) => String(id) === taken?.dataset['shape'])
    const fresh = old ?? this.scene.make(this.tool, begun)
    const act = old ? (event.target.localName === 'i' ? sized : moved) : null
    let far = false
    const follow = (move: PointerEvent) => {
      const now = this.at(move)
      const by = { x: now.x - begun.x, y: now.y - begun.y }
      if (!far && Math.abs(by.x) + Math.abs(by.y) < 3) return
      const drawn = act ? act(fresh, by, this.size) : fitted({ ...fresh, w: by.x, h: by.y }, this.size)
      this.change(fresh.kind === 'text' ? this.worded({ ...drawn, h: act === sized ? drawn.h : fresh.h || textOf(this.size) }) : drawn, { keeps: far })
      far = true
    }
    const done = () => {
      this.stage.removeEventListener('pointermove', follow)
      this.stage.removeEventListener('pointerup', done)
      this.stage.removeEventListener('pointercancel', done)
      // A tap with the tool for words puts them there.
      if (!far && !old && fresh.kind === 'text') this.change(this.worded(fresh))
      this.select(old || far || fresh.kind === 'text' ? fresh.id : 0)
      this.focus(this.selected)
    }
    // What was pressed is drawn anew while it moves; the stage stays.
    this.stage.setPointerCapture(event.pointerId)
    this.stage.addEventListener('pointermove', follow)
    this.stage.addEventListener('pointerup', done)
    this.stage.addEventListener('pointercancel', done)
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      // The window the dialog stands in has its own meaning for this key.
      event.stopPropagation()
      event.preventDefault()
      this.dialog.close()
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && event.target !== this.text) {
      event.preventDefault()
      this.back()
    } else if (event.target instanceof HTMLElement && event.target.dataset['shape']) this.nudge(event)
  }

  private nudge(event: KeyboardEvent): void {
    const shape = this.current()
    const step = STEPS[event.key]
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault()
      this.drop()
    } else if (shape && step) {
      event.preventDefault()
      const far = Math.max(1, Math.round(Math.max(this.size.width, this.size.height) / (event.altKey ? 400 : 60)))
      this.change((event.shiftKey ? sized : moved)(shape, { x: step[0] * far, y: step[1] * far }, this.size))
    }
  }
}

/** Whether it is one that browsers draw. */
export const isPicture = (file: File): boolean => /^image\/(png|jpeg|webp|gif|avif)$/.test(file.type)

/** The picture with what was drawn over it, as a new file; null when nothing was. Rejects for what is no picture. */
export async function cover(file: File, words: Words): Promise<File | null> {
  const picture = await createImageBitmap(file)
  try {
    return await new Editor(picture, words).run(file)
  } finally {
    picture.close()
  }
}
