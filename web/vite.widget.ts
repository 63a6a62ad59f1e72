/** The customer's widget: the page inside the frame. The loader beside it is built first and must stay. */
import { defineConfig } from 'vite'

import vue from '@vitejs/plugin-vue'
import { face, plainImports, web } from './vite.base.ts'

const server = process.env['FAIRLEAD_SERVER'] ?? 'http://127.0.0.1:8000'

export default defineConfig(
  face('widget', {
    plugins: [vue(), plainImports()],
    build: {
      emptyOutDir: false,
      manifest: true,
      // One style sheet and no helper around import(): the languages and the pages for reading come later, as plain scripts.
      cssCodeSplit: false,
      modulePreload: false,
      rollupOptions: { input: `${web}widget/frame.html` },
    },
    server: {
      port: 5173,
      proxy: {
        '/api': server,
        '/w/': server,
        '/live': { target: server, ws: true },
      },
    },
  }),
)
