/** The one-line snippet's script: a single classic script without a framework, at a name that never changes. */
import { readFileSync } from 'node:fs'

import { type Plugin, defineConfig } from 'vite'

import { face, web } from './vite.base.ts'

const NAMES = ['--font', '--line', '--ink', '--surface', '--shadow-2', '--danger', '--accent', '--accent-ink']

/** `virtual:tokens`: the few tokens a launcher needs on a page that is not ours, from the one file that has them. */
function tokens(): Plugin {
  const block = (css: string) =>
    NAMES.flatMap((name) => new RegExp(`${name}: ([^;]+);`).exec(css)?.[0] ?? []).map((line) => line.replace(/\s+/g, ' ').replace(/: /, ':')).join('')
  return {
    name: 'tokens',
    resolveId: (id) => (id === 'virtual:tokens' ? '\0tokens' : null),
    load(id) {
      if (id !== '\0tokens') return null
      const [light = '', , dark = ''] = readFileSync(`${web}shared/tokens.css`, 'utf8').split(/@media|:root\[data-theme="dark"\]/)
      return `export default ${JSON.stringify([block(light), block(dark)])}`
    },
  }
}

export default defineConfig({
  ...face('widget', {
    plugins: [tokens()],
    build: {
      emptyOutDir: true,
      lib: { entry: `${web}loader/loader.ts`, formats: ['iife'], name: 'FairleadLoader', fileName: () => 'loader.js' },
    },
  }),
  root: `${web}loader`,
})
