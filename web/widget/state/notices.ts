/**
 * Notices of the browser when somebody has answered. Browsers let only a window of our own ask for them, never a frame in
 * another's page: there the way leads through the detached window, which brings the session along. It stays with our own
 * pages then, so that a notice leads to the conversation; signing out on the exchange's page ends it here too.
 */
import { computed, shallowRef, watch } from 'vue'

import { said } from '@/api/http'
import { allowPush, getPush, type PushList, removePush } from '@/api/push'
import { subscribe } from '@/shared/subscribe'

import { host } from '../host'
import { brandKey, isDetached, prefix, recall } from '../place'
import { locale, t } from '../texts'
import { cameForNotices, detach } from './detach'
import { go } from './route'
import { withSession } from './session'
import { unread } from './talks'

/**
 * `none`: nothing is offered here; `elsewhere`: only in a window of our own; `denied`: the browser's settings say no.
 */
export type Standing = 'loading' | 'none' | 'unsupported' | 'elsewhere' | 'denied' | 'off' | 'on'

const scope = `/w/${encodeURIComponent(brandKey)}/`
const isSupported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
const readPermission = () => (isSupported ? Notification.permission : 'denied')

export const list = shallowRef<PushList | null>(null)
export const permission = shallowRef(readPermission())
export const isBusy = shallowRef(false)
/** Why what was last asked for could not be done. */
export const trouble = shallowRef('')

export const standing = computed<Standing>(() => {
  if (!list.value) return 'loading'
  if (!list.value.key) return 'none'
  const known = list.value.devices.some((device) => device.this)
  if (known && (host.isEmbedded || permission.value === 'granted')) return 'on'
  if (!isSupported) return 'unsupported'
  if (host.isEmbedded) return 'elsewhere'
  return permission.value === 'denied' ? 'denied' : 'off'
})

async function attempt(work: () => Promise<void>): Promise<void> {
  if (isBusy.value) return
  isBusy.value = true
  trouble.value = ''
  try {
    await work()
  } catch (reason) {
    trouble.value = said(reason) || t('wrong')
  }
  isBusy.value = false
}

async function read(): Promise<void> {
  permission.value = readPermission()
  list.value = await withSession(getPush)
}

export const load = (): Promise<void> => attempt(read)

/** Only on the customer's own click: the browser asks him then. */
export async function turnOn(): Promise<void> {
  if (host.isEmbedded) {
    detach()
    return
  }
  await attempt(async () => {
    permission.value = await Notification.requestPermission()
    const key = list.value?.key
    if (permission.value !== 'granted' || !key) return
    const allowed = await subscribe(scope, key)
    await withSession((session) => allowPush(session, allowed.toJSON(), locale.value))
    if (isDetached) keep(recall('session'))
    await read()
  })
}

export const turnOff = (id: string): Promise<void> =>
  attempt(async () => {
    await withSession((session) => removePush(session, id))
    const own = list.value?.devices.find((device) => device.this)?.id === id
    if (own && isSupported && !host.isEmbedded) {
      const registration = await navigator.serviceWorker.getRegistration(scope)
      await (await registration?.pushManager.getSubscription())?.unsubscribe()
      if (isDetached) keep(null)
    }
    await read()
  })

/** A detached window's memory goes with it; what a notice opens later is another window. */
function keep(session: string | null): void {
  try {
    if (session === null) localStorage.removeItem(`${prefix}session`)
    else localStorage.setItem(`${prefix}session`, session)
  } catch {
    return // Then a notice leads to our page, and from there one signs in again.
  }
}

async function clear(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(scope)
  for (const notice of (await registration?.getNotifications()) ?? []) notice.close()
}

if (isSupported && !host.isEmbedded) {
  // What has been read need not be told any more.
  watch(unread, (count) => {
    if (count === 0) void clear()
  })
}

if (cameForNotices) go({ view: 'notices' })
