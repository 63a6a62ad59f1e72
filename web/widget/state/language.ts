/** The language of the window: the customer's own choice first, then the page's, then the browser's. */
import { host } from '../host'
import { recall, remember } from '../place'
import { choose, locale, setLocale } from '../texts'
import { loadHome } from './home'
import { live } from './talks'

export function firstLocale(): Promise<void> {
  return setLocale(choose([recall('locale'), host.settings.locale, ...navigator.languages]))
}

/** From the next word on the server answers in this language too. */
export async function switchLocale(wish: string): Promise<void> {
  const next = choose([wish])
  if (next === locale.value) return
  remember('locale', next)
  await setLocale(next)
  live.reconnect()
  await loadHome()
}
