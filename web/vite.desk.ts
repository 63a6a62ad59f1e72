/** The agents' desk, a single page with history routing under /desk/. */
import { defineConfig } from 'vite'

import { face, web } from './vite.base.ts'

const server = process.env['FAIRLEAD_SERVER'] ?? 'http://127.0.0.1:8000'

export default defineConfig(
  face('desk', {
    build: {
      emptyOutDir: true,
      chunkSizeWarningLimit: 900,
      rolldownOptions: {
        input: `${web}desk/index.html`,
        // One file for what several pages use: forty small ones cost the first view more than they spare the others.
        output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
      },
    },
    server: {
      port: 5174,
      proxy: {
        '/api': server,
        '/live': { target: server, ws: true },
      },
    },
  }),
)
