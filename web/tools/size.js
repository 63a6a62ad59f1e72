/**
 * Weighs what the widget costs a stranger's page, gzipped: the loader, and all script the frame runs before the first
 * message: its entry, what that imports statically, and the larger of the languages. Fails over the budget of issue 2.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const root = new URL('../../src/fairlead/static/widget/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', root), 'utf8'))
const weigh = (name) => gzipSync(readFileSync(new URL(name, root)), { level: 9 }).length

const first = new Set()
const walk = (key) => {
  if (first.has(manifest[key].file)) return
  first.add(manifest[key].file)
  for (const next of manifest[key].imports ?? []) walk(next)
}
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
walk(entry)
const languages = Object.keys(manifest).filter((key) => /texts\/[^/]+\.ts$/.test(key)).map((key) => manifest[key].file)
const heaviest = languages.sort((a, b) => weigh(b) - weigh(a))[0]

const budgets = [
  ['loader', ['loader.js'], 3 * 1024],
  ['frame script before the first message', [...first, heaviest], 60 * 1024],
]
let over = false
for (const [what, names, most] of budgets) {
  const bytes = names.reduce((sum, name) => sum + weigh(name), 0)
  over ||= bytes > most
  console.log(`${what}: ${bytes} of ${most} bytes gzip (${names.join(', ')})`)
}
process.exit(over ? 1 : 0)
