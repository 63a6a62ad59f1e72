/** Unit tests of the front ends: they lie beside what they test and need no server. */
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

import { flags, launcherTokens, web } from './web/vite.base.ts'

export default defineConfig({
  plugins: [vue(), launcherTokens()],
  define: flags,
  resolve: { alias: { '@': web.replace(/\/$/, '') } },
  test: {
    include: ['web/**/*.test.ts'],
    environment: 'jsdom',
    setupFiles: ['web/shared/testing/setup.ts'],
    css: true,
    restoreMocks: true,
    maxWorkers: 2,
  },
})
