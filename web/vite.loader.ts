/** The one-line snippet's script: a single classic script without a framework, at a name that never changes. */
import { defineConfig } from 'vite'

import { face, launcherTokens, web } from './vite.base.ts'

export default defineConfig({
  ...face('widget', {
    plugins: [launcherTokens()],
    build: {
      emptyOutDir: true,
      lib: { entry: `${web}loader/loader.ts`, formats: ['iife'], name: 'FairleadLoader', fileName: () => 'loader.js' },
    },
  }),
  root: `${web}loader`,
})
