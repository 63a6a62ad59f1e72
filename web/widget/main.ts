/** The widget's page: hears from the page around it, speaks its language, shows itself, then finds out who is there. */
import '@/shared/tokens.css'
import '@/shared/base.css'
import { createApp, watch } from 'vue'

import App from './App.vue'
import { host } from './host'
import { loadHome, paint } from './state/home'
import { firstLocale, switchLocale } from './state/language'
import { identify, recognise } from './state/session'
import { reopen } from './state/route'
import { connect, unread } from './state/talks'
import { recall } from './place'

async function begin(): Promise<void> {
  await host.listen()
  await firstLocale()
  paint()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint)
  host.on('settings', ({ locale, theme }) => {
    if (theme) paint()
    if (locale && !recall('locale')) void switchLocale(locale)
  })
  host.on('identify', (token) => void identify(token).then(connect).catch(() => undefined))
  watch(unread, (count) => host.say({ type: 'unread', count }))
  const home = loadHome()
  reopen()
  createApp(App).mount('#app')
  await recognise()
  await connect()
  await home
}

void begin()
