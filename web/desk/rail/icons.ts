/** How the colours are shown where one chooses among them. */
import { Monitor, Moon, Sun } from '@lucide/vue'

import type { Theme } from '../stores/prefs'

export const THEME_ICONS: Record<Theme, typeof Sun> = { system: Monitor, light: Sun, dark: Moon }
