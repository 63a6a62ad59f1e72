/** Weighs what the widget costs a stranger's page: the loader, and all script the frame runs before the first message. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const root = new URL('../../src/fairlead/static/widget/', import.meta.url)
const weigh = (name) => gzipSync(readFileSync(new URL(name, root)), { level: 9 }).length

const frame = readFileSync(new URL('frame.html', root), 'utf8')
const first = [...frame.matchAll(/(?:src|href)="\/assets\/widget\/([^"]+\.js)"/g)].map((found) => found[1])
// What the first scripts import statically is loaded with them; what they import() comes later or is a locale.
const seen = new Set()
const walk = (name) => {
  if (seen.has(name)) return
  seen.add(name)
  const text = readFileSync(new URL(name, root), 'utf8')
  const folder = name.slice(0, name.lastIndexOf('/') + 1)
  for (const found of text.matchAll(/(?:^|[;}])import(?:[^"'()]*from)?["']\.\/([^"']+\.js)["']/g)) walk(folder + found[1])
}
first.forEach(walk)

const limits = [
  ['loader.js', ['loader.js'], 3 * 1024],
  ['frame script before the first message', [...seen, ...(process.env.LOCALE_FILES?.split(',') ?? [])], 60 * 1024],
]
let over = false
for (const [what, names, limit] of limits) {
  const bytes = names.reduce((sum, name) => sum + weigh(name), 0)
  over ||= bytes > limit
  console.log(`${what}: ${bytes} bytes gzip of ${limit} (${names.join(', ')})`)
}
process.exit(over ? 1 : 0)
