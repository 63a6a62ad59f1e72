/** Topics as the reader calls them, those below another one after it. Pure. */
import type { Category } from '@/api/help-types'

export interface Topic extends Category {
  depth: number
  /** With its parent's name before it. */
  label: string
}

/** In the reader's language as its editors or else the help center call it, else the English name, else any, else its address. */
export function nameIn({ names, usual, name, slug }: Category, reader: string): string {
  return names[reader] || usual[reader] || names['en'] || usual['en'] || name || Object.values(names).find(Boolean) || slug
}

export function topicTree(all: readonly Category[], reader: string): Topic[] {
  const below = (parent: string | null) => all.filter((one) => one.parent === parent).sort((a, b) => a.position - b.position || a.slug.localeCompare(b.slug))
  return below(null).flatMap((top) => {
    const name = nameIn(top, reader)
    return [{ ...top, depth: 0, label: name }, ...below(top.slug).map((one) => ({ ...one, depth: 1, label: `${name} › ${nameIn(one, reader)}` }))]
  })
}

export function topicName(all: readonly Category[], slug: string, reader: string): string {
  return topicTree(all, reader).find((one) => one.slug === slug)?.label ?? slug
}
