/** What every bundle shares: the `@` alias, where the output goes, and the browsers it is made for. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import type { Plugin, UserConfig } from 'vite'

export const web = fileURLToPath(new URL('.', import.meta.url))
const staticRoot = fileURLToPath(new URL('../src/fairlead/static/', import.meta.url))

/** Vue is used without its options API, so that the bundle does not carry it. */
export const flags = {
  __VUE_OPTIONS_API__: 'false',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
}

export function face(name: string, over: UserConfig): UserConfig {
  return {
    root: `${web}${name}`,
    base: `/assets/${name}/`,
    plugins: [vue()],
    define: flags,
    resolve: { alias: { '@': web.replace(/\/$/, '') } },
    ...over,
    build: {
      target: ['es2022', 'chrome100', 'firefox100', 'safari15.4'],
      outDir: `${staticRoot}${name}`,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      ...over.build,
    },
  }
}

const NAMES = ['--line', '--ink', '--surface', '--shadow-2', '--danger', '--accent']

/** `virtual:tokens`: the few tokens a launcher needs on a page that is not ours, from the one file that has them. */
export function launcherTokens(): Plugin {
  const block = (css: string) =>
    NAMES.flatMap((name) => new RegExp(`${name}: ([^;]+);`).exec(css)?.[0] ?? []).map((line) => line.replace(/\s+/g, ' ').replace(/: /, ':')).join('')
  return {
    name: 'tokens',
    resolveId: (id) => (id === 'virtual:tokens' ? '\0tokens' : null),
    load(id) {
      if (id !== '\0tokens') return null
      const [light = '', , dark = ''] = readFileSync(`${web}shared/tokens.css`, 'utf8').split(/@media|:root\[data-theme="dark"\]/)
      return `export const light = ${JSON.stringify(block(light))}, dark = ${JSON.stringify(block(dark))}`
    },
  }
}

/**
 * `import()` as the browser has it. Vite puts a loader of style sheets and of what is imported further around each, and
 * keeps it when there is nothing of that to load: the widget has one style sheet, and its pages hang on what is there.
 */
export function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : null),
  }
}
