/** The service worker of the widget's own pages: a single classic script at a name that never changes. */
import { defineConfig } from 'vite'

import { face, web } from './vite.base.ts'

export default defineConfig({
  ...face('widget', {
    build: {
      emptyOutDir: false,
      lib: { entry: `${web}push/push.ts`, formats: ['iife'], name: 'FairleadPush', fileName: () => 'push.js' },
    },
  }),
  root: `${web}push`,
})
