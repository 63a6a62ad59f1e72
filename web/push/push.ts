/**
 * Says that somebody has answered when no page of ours is open: the service worker of one brand's pages. What it is told was
 * sealed for this browser alone, and names neither the matter nor the person (docs/protocol.md, "Push").
 */
declare const self: ServiceWorkerGlobalScope

export interface Notice {
  title: string
  body: string
  lang: string
  dir: 'ltr' | 'rtl'
  conversation: string
  url: string
}

async function ourWindows(): Promise<readonly WindowClient[]> {
  const all = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  return all.filter(({ url }) => url.startsWith(self.registration.scope))
}

/** Who looks at one of our windows sees the answer there. A later notice of a conversation silently takes the first one's place. */
async function show(notice: Notice): Promise<void> {
  if ((await ourWindows()).some(({ focused }) => focused)) return
  const { title, body, lang, dir, conversation } = notice
  await self.registration.showNotification(title, { body, lang, dir, tag: conversation, data: notice })
}

async function open({ conversation, url }: Notice): Promise<void> {
  const [known] = await ourWindows()
  if (known) {
    known.postMessage({ talk: conversation })
    await known.focus()
  } else await self.clients.openWindow(url)
}

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(show(event.data.json() as Notice))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data as Notice))
})
