/**
 * A brand's look, set over the tokens by script (a strict content policy forbids style attributes). Whatever colour an
 * exchange brings, text on it and text in it stays readable: 4.5 to 1, measured against the surface of the theme in use.
 */

export interface Look {
  accent: string
  accent_dark: string
  radius?: number | string | null
}

type Rgb = [number, number, number]

export function parseColour(text: string): Rgb | null {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim())?.[1]
  if (!hex) return null
  const wide = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex
  return [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16)) as Rgb
}

const toHex = (colour: Rgb) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const mix = (a: Rgb, b: Rgb, share: number) => a.map((part, at) => part + ((b[at] ?? 0) - part) * share) as Rgb

/** The colour moved towards `ink` until it is readable on `surface` and on the soft tint of itself. */
export function readable(colour: Rgb, surface: Rgb, ink: Rgb): Rgb {
  const soft = mix(surface, colour, 0.11)
  for (let share = 0; share < 1; share += 0.05) {
    const text = mix(colour, ink, share)
    if (contrast(text, surface) >= 4.6 && contrast(text, soft) >= 4.6) return text
  }
  return ink
}

/** Call it again when the theme changes. An unreadable value leaves the tokens as they are. */
export function applyBrand(look: Look, root: HTMLElement = document.documentElement): void {
  const style = getComputedStyle(root)
  const token = (name: string) => parseColour(style.getPropertyValue(name))
  const dark = style.getPropertyValue('color-scheme').trim() === 'dark'
  const accent = parseColour(dark ? look.accent_dark : look.accent)
  const surface = token('--surface')
  const ink = token('--ink')
  if (accent && surface && ink) {
    const [light, deep] = dark ? [ink, surface] : [surface, ink]
    root.style.setProperty('--accent', toHex(accent))
    root.style.setProperty('--accent-ink', toHex(contrast(accent, light) >= contrast(accent, deep) ? light : deep))
    root.style.setProperty('--accent-text', toHex(readable(accent, surface, ink)))
  }
  const radius = Number.parseFloat(String(look.radius ?? ''))
  if (Number.isFinite(radius) && radius >= 0 && radius <= 24) {
    root.style.setProperty('--radius', `${radius}px`)
    root.style.setProperty('--radius-l', `${Math.round(radius * 1.6)}px`)
  }
}

const letter = (word = '') => Array.from(word)[0] ?? ''

/** "Lin Wei" → "LW", "王小明" → "王". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = letter(words[0]) || '?'
  if (/\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(first)) return first
  const last = words.length > 1 ? letter(words.at(-1)) : ''
  return (first + last).toLocaleUpperCase()
}
