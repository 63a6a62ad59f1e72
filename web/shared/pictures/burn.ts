/**
 * Draws a picture with what stands over it. What is blurred or covered is drawn without a look at the picture: of the pixels
 * below nothing is left, not even their colour, so that no method brings them back.
 */
import { type Shape, type Size, lineOf } from './scene'

/** Of a mosaic's squares, in parts of the picture's longer side. */
const SQUARES = 60
const LIGHTEST = 200
const DARKEST = 96
/** What a browser can hold in a canvas (WebKit: 16,777,216 pixels). */
const MOST_PIXELS = 16_000_000

export interface Colours {
  mark: string
  halo: string
  cover: string
}

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return { mark: token('--danger'), halo: token('--surface'), cover: token('--ink') }
}

/** How much smaller it has to be to be drawn at all. */
export const shrink = ({ width, height }: Size): number => Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)))

function mosaic(context: CanvasRenderingContext2D, { x, y, w, h, noise }: Shape, size: Size): void {
  const side = Math.max(6, Math.round(Math.max(size.width, size.height) / SQUARES))
  const small = document.createElement('canvas')
  small.width = Math.ceil(w / side)
  small.height = Math.ceil(h / side)
  const inside = small.getContext('2d')
  if (!inside) throw new Error('no canvas')
  const squares = inside.createImageData(small.width, small.height)
  for (let at = 0; at < squares.data.length; at += 4) {
    const grey = DARKEST + (((noise[(at / 4) % noise.length] ?? 0) + (noise[(at >> 6) % noise.length] ?? 0)) % (LIGHTEST - DARKEST))
    squares.data.set([grey, grey, grey, 255], at)
  }
  inside.putImageData(squares, 0, 0)
  context.imageSmoothingEnabled = false
  context.drawImage(small, x, y, w, h)
  context.imageSmoothingEnabled = true
}

function arrow(context: CanvasRenderingContext2D, { x, y, w, h }: Shape, line: number): void {
  const angle = Math.atan2(h, w)
  const head = Math.min(line * 6, Math.hypot(w, h))
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(x + w, y + h)
  for (const turn of [Math.PI * 0.85, -Math.PI * 0.85]) {
    context.moveTo(x + w, y + h)
    context.lineTo(x + w + head * Math.cos(angle + turn), y + h + head * Math.sin(angle + turn))
  }
  context.stroke()
}

function mark(context: CanvasRenderingContext2D, shape: Shape, line: number, colours: Colours): void {
  for (const [colour, width] of [[colours.halo, line * 2.2], [colours.mark, line]] as const) {
    context.strokeStyle = colour
    context.lineWidth = width
    if (shape.kind === 'box') context.strokeRect(shape.x, shape.y, shape.w, shape.h)
    else if (shape.kind === 'arrow') arrow(context, shape, line)
    else if (colour === colours.halo) {
      context.font = fontOf(shape)
      context.strokeText(shape.text, shape.x, shape.y + shape.h / 2)
    } else {
      context.fillStyle = colour
      context.fillText(shape.text, shape.x, shape.y + shape.h / 2)
    }
  }
}

const fontOf = ({ h }: Shape) => `600 ${Math.round(h * 0.8)}px system-ui, sans-serif`

/** A text is as wide as its words are. */
export function widthOf(context: CanvasRenderingContext2D, shape: Shape): number {
  context.font = fontOf(shape)
  return Math.ceil(context.measureText(shape.text || ' ').width)
}

/** `scale`: how many pixels of the canvas a pixel of the picture has. What hides comes below what points at something. */
export function burn(
  context: CanvasRenderingContext2D, picture: CanvasImageSource, shapes: readonly Shape[], size: Size, scale: number, colours: Colours,
): void {
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  context.drawImage(picture, 0, 0, size.width, size.height)
  context.lineJoin = context.lineCap = 'round'
  context.textBaseline = 'middle'
  const hides = ({ kind }: Shape) => kind === 'blur' || kind === 'cover'
  for (const shape of shapes.filter(hides)) {
    context.fillStyle = colours.cover
    context.fillRect(shape.x, shape.y, shape.w, shape.h)
    if (shape.kind === 'blur') mosaic(context, shape, size)
  }
  for (const shape of shapes.filter((one) => !hides(one))) mark(context, shape, lineOf(size), colours)
}

/** A new file, encoded from the pixels alone: of the first one, and of what a camera wrote into it, nothing is left. */
export async function burned(
  file: File, picture: CanvasImageSource, shapes: readonly Shape[], size: Size, colours: Colours,
): Promise<File> {
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  burn(context, picture, shapes, size, 1, colours)
  const type = file.type === 'image/jpeg' ? 'image/jpeg' : 'image/png'
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, type, 0.92)
  })
  if (!blob) throw new Error('not encoded')
  const name = `${file.name.replace(/\.\w{1,5}$/, '')}.${type === 'image/jpeg' ? 'jpg' : 'png'}`
  return new File([blob], name, { type: blob.type })
}
