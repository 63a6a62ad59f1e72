/** The customer's widget: the page inside the frame. The loader beside it is built first and must stay. */
import { defineConfig } from 'vite'

import { face, web } from './vite.base.ts'

const server = process.env['FAIRLEAD_SERVER'] ?? 'http://127.0.0.1:8000'

export default defineConfig(
  face('widget', {
    build: {
      emptyOutDir: false,
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
