/**
 * What is drawn over a picture before it is sent, as a value. Lengths are pixels of the picture, whole numbers; an arrow goes
 * from its corner by `w` and `h`, which may be negative, and everything else has both above zero.
 */
export const KINDS = ['blur', 'cover', 'box', 'arrow', 'text'] as const
export type Kind = (typeof KINDS)[number]

export interface Size {
  width: number
  height: number
}

export interface Shape {
  id: number
  kind: Kind
  x: number
  y: number
  w: number
  h: number
  text: string
  /** What a blurred box is filled with: nothing of the picture. */
  noise: Uint8Array
}

const SMALLEST = 4

/** How wide a line is, and how high a text: by the picture's longer side. */
export const lineOf = ({ width, height }: Size): number => Math.max(3, Math.round(Math.max(width, height) / 240))
export const textOf = (size: Size): number => lineOf(size) * 8

const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), Math.max(least, most))

/** Whole pixels, inside the picture, and large enough to be seen. */
export function fitted(shape: Shape, size: Size): Shape {
  if (shape.kind === 'arrow') {
    const x = within(Math.round(shape.x), 0, size.width)
    const y = within(Math.round(shape.y), 0, size.height)
    const w = within(Math.round(shape.x + shape.w), 0, size.width) - x
    const h = within(Math.round(shape.y + shape.h), 0, size.height) - y
    return { ...shape, x, y, w: Math.abs(w) + Math.abs(h) < SMALLEST ? SMALLEST : w, h }
  }
  // Outwards: what was to be covered is covered to its last pixel.
  const from = { x: Math.floor(Math.min(shape.x, shape.x + shape.w)), y: Math.floor(Math.min(shape.y, shape.y + shape.h)) }
  const w = within(Math.ceil(Math.max(shape.x, shape.x + shape.w)) - from.x, SMALLEST, size.width)
  const h = within(Math.ceil(Math.max(shape.y, shape.y + shape.h)) - from.y, SMALLEST, size.height)
  return { ...shape, w, h, x: within(from.x, 0, size.width - w), y: within(from.y, 0, size.height - h) }
}

/** Moved as far as the picture goes; its size stays. */
export function moved(shape: Shape, by: { x: number; y: number }, size: Size): Shape {
  const left = Math.min(shape.x, shape.x + shape.w)
  const top = Math.min(shape.y, shape.y + shape.h)
  const x = within(left + by.x, 0, size.width - Math.abs(shape.w)) - left
  const y = within(top + by.y, 0, size.height - Math.abs(shape.h)) - top
  return { ...shape, x: shape.x + Math.round(x), y: shape.y + Math.round(y) }
}

/** Its far corner, or an arrow's head, is moved. */
export function sized(shape: Shape, by: { x: number; y: number }, size: Size): Shape {
  if (shape.kind === 'arrow') return fitted({ ...shape, w: shape.w + by.x, h: shape.h + by.y }, size)
  const w = within(shape.w + by.x, SMALLEST, size.width - shape.x)
  const h = within(shape.h + by.y, SMALLEST, size.height - shape.y)
  return fitted({ ...shape, w, h }, size)
}

/** A new one in the middle of the picture, for whoever has no pointer to draw with. */
export function inTheMiddle(shape: Shape, size: Size): Shape {
  const w = Math.round(size.width / 3)
  const h = shape.kind === 'text' ? textOf(size) : Math.round(size.height / 6)
  return fitted({ ...shape, x: (size.width - w) / 2, y: (size.height - h) / 2, w, h }, size)
}

/** What was there before each change. */
export class Scene {
  shapes: readonly Shape[] = []
  private past: (readonly Shape[])[] = []
  private next = 1

  get canUndo(): boolean {
    return this.past.length > 0
  }

  make(kind: Kind, at: { x: number; y: number }, text = ''): Shape {
    return { id: this.next++, kind, ...at, w: 0, h: 0, text, noise: crypto.getRandomValues(new Uint8Array(256)) }
  }

  /** `keeps`: part of a movement whose beginning can be gone back to already. */
  put(shape: Shape, { keeps = false } = {}): void {
    if (!keeps) this.remember()
    const there = this.shapes.some(({ id }) => id === shape.id)
    this.shapes = there ? this.shapes.map((one) => (one.id === shape.id ? shape : one)) : [...this.shapes, shape]
  }

  remove(id: number): void {
    this.remember()
    this.shapes = this.shapes.filter((one) => one.id !== id)
  }

  remember(): void {
    this.past.push(this.shapes)
  }

  undo(): void {
    this.shapes = this.past.pop() ?? this.shapes
  }
}
