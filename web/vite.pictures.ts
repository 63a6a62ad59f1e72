/** What covers and marks pictures in the portal: one module and one style sheet at names that never change. */
import { defineConfig } from 'vite'

import { face, web } from './vite.base.ts'

export default defineConfig({
  ...face('widget', {
    build: {
      emptyOutDir: false,
      lib: { entry: `${web}portal/pictures.ts`, formats: ['es'], fileName: () => 'pictures.js', cssFileName: 'pictures' },
    },
  }),
  root: `${web}portal`,
})
