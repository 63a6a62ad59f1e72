/** The widget's page: hears from the page around it, speaks its language, shows itself, then finds out who is there. */
import '@/shared/tokens.css'
import '@/shared/base.css'
import { createApp, watch } from 'vue'

import App from './App.vue'
import { host } from './host'
import { address, isDetached, recall } from './place'
import { keepLooking, loadHome, paint } from './state/home'
import { firstLocale, switchLocale } from './state/language'
import { contextOf, hearContext } from './state/passed'
import { go, reopen } from './state/route'
import { hasSession, identify, recognise } from './state/session'
import { connect, live, loadList, newThread, sorted, unread } from './state/talks'

/** In a window that is there for the conversation: the one that is open, or begun and not yet sent, else a new one. */
async function openTalk(): Promise<void> {
  if (hasSession()) await loadList()
  const known = sorted.value.find(({ conversation }) => conversation.status === 'open')
  go({ view: 'talk', thread: known?.conversation.id ?? live.sender.threads()[0] ?? newThread() })
}

/** The conversation a notice speaks of, for who is known here. */
const noticed = () => (hasSession() ? new URLSearchParams(location.search).get('talk') : null)

let called: string | null = null
/** A click on a notice: its worker tells a window that is open. What it says before the page is read through waits for this. */
if (!host.isEmbedded && 'serviceWorker' in navigator) {
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ talk?: string } | null>) => {
    called = data?.talk ?? null
    if (called) go({ view: 'talk', thread: called })
  })
}

async function begin(): Promise<void> {
  const detaching = isDetached ? await import('./state/detach') : null
  const thread = (await detaching?.arrive()) ?? noticed()
  if (!host.isEmbedded && !detaching) hearContext(contextOf(location.search))
  // From the first word on: the page may say where the customer is while the texts are still on their way.
  host.on('settings', ({ context }) => { if (context) hearContext(context) })
  await host.listen()
  await firstLocale()
  paint()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint)
  host.on('settings', ({ locale, theme }) => {
    if (theme) paint()
    if (locale && !recall('locale')) void switchLocale(locale)
  })
  host.on('identify', (token) => void identify(token).then(connect).catch(() => undefined))
  watch(unread, (count) => {
    host.say({ type: 'unread', count })
    detaching?.tellUnread()
  })
  const home = loadHome()
  const first = called ?? thread
  if (first) go({ view: 'talk', thread: first })
  else if (address === 'contact') go({ view: 'contact' })
  else reopen()
  createApp(App).mount('#app')
  await recognise()
  await connect()
  if (address === 'chat' && !first && !recall('route')) await openTalk()
  if (!host.isEmbedded) void import('./state/notices')
  await home
  keepLooking()
}

void begin()
