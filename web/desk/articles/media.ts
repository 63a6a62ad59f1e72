/** Pictures and videos on their way into a text: how they are written there, and small rules around them. Pure. */
import type { Medium } from '@/api/help-types'

export interface Captions {
  locale: string
  medium: Medium
}

export const ACCEPTED = 'image/png,image/jpeg,image/webp,image/gif,video/mp4,video/webm'
export const isVideo = (type: string) => type.startsWith('video/')
export const isCaptions = (file: File) => file.type === 'text/vtt' || /\.vtt$/i.test(file.name)
export const isDrawing = (file: File) => file.type.startsWith('image/svg') || /\.svgz?$/i.test(file.name)

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
const escaped = (text: string) => oneLine(text).replace(/[\\[\]`*_<!&~]/g, '\\$&')
const quoted = (text: string) => oneLine(text).replace(/[\\"&]/g, '\\$&')

/** `![what it shows](media:… "caption")`; of a video with the picture before it plays and its captions. */
export function markdownOf(medium: Medium, words: { said: string; caption: string }, around: { poster?: Medium | null; captions?: readonly Captions[] } = {}): string {
  const more = [...(around.poster ? [`poster=${around.poster.media}`] : []), ...(around.captions ?? []).map((one) => `${one.locale}=${one.medium.media}`)]
  const address = `media:${medium.media}${more.length ? `?${more.join('&')}` : ''}`
  const caption = quoted(words.caption)
  return `![${escaped(words.said)}](${address}${caption ? ` "${caption}"` : ''})`
}

/** The text with a paragraph of its own at the end of the line `at` stands in, and where the cursor is behind it. */
export function placed(body: string, at: number, block: string): { body: string; at: number } {
  const end = body.indexOf('\n', at)
  const cut = body.slice(0, at).endsWith('\n') || at === 0 ? at : end < 0 ? body.length : end
  const before = body.slice(0, cut).replace(/\n*$/, '')
  const after = body.slice(cut).replace(/^\n*/, '')
  const start = before ? `${before}\n\n${block}` : block
  return { body: `${start}\n${after ? `\n${after}` : ''}`, at: start.length + 1 }
}

/** The language a file of captions names, as `film.zh-CN.vtt` or `en.vtt` do, when it is one of these; else the first. */
export function captionsLocale(name: string, locales: readonly string[]): string {
  const tag = /(?:^|[._ -])([a-z]{2}(?:[-_][a-z]{2,4})?)\.vtt$/i.exec(name)?.[1]?.replace('_', '-').toLowerCase()
  const same = (one: string) => one.toLowerCase() === tag || (tag !== undefined && one.slice(0, 2).toLowerCase() === tag.slice(0, 2))
  return locales.find((one) => one.toLowerCase() === tag) ?? locales.find(same) ?? locales[0] ?? 'en'
}

/** A picture from the first second of a video, given as a file or by an address of ours, as a file; null when this browser cannot show it. */
export async function posterOf(film: File | string): Promise<File | null> {
  const video = document.createElement('video')
  const address = typeof film === 'string' ? film : URL.createObjectURL(film)
  const told = (event: string) => new Promise<void>((resolve, reject) => {
    video.addEventListener(event, () => { resolve() }, { once: true })
    video.addEventListener('error', () => { reject(new Error('unshown')) }, { once: true })
    setTimeout(() => { reject(new Error('slow')) }, 8_000)
  })
  try {
    Object.assign(video, { muted: true, preload: 'auto', src: address })
    await told('loadeddata')
    // What a browser recorded itself often does not say how long it is.
    const sought = told('seeked')
    video.currentTime = Number.isFinite(video.duration) ? Math.min(1, video.duration / 2) : 0.5
    await sought
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight })
    canvas.getContext('2d')?.drawImage(video, 0, 0)
    const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/webp', 0.85) })
    return blob && new File([blob], 'poster.webp', { type: blob.type })
  } catch {
    return null
  } finally {
    video.removeAttribute('src')
    if (typeof film !== 'string') URL.revokeObjectURL(address)
  }
}
