/**
 * What the exchange's page says of where the customer is. It goes along with the first message of a conversation, is
 * shown before, and stays here when he takes it away. Names the server does not know are not passed on: a page's mistake
 * costs the hint, not the support.
 */
import { computed, shallowRef } from 'vue'

import type { PageContext } from '@/api/types'

import { t } from '../texts'

const NAMES = ['pair', 'order', 'topic', 'coin', 'network', 'txid', 'page'] as const
type Name = (typeof NAMES)[number]
const CHARS = 200

export interface Passed {
  name: Name
  value: string
}

const given = shallowRef<PageContext>({})
const kept = shallowRef<ReadonlySet<Name>>(new Set())

export const passed = computed<Passed[]>(() =>
  NAMES.filter((name) => !kept.value.has(name)).flatMap((name) => {
    const value = given.value[name]
    return value === undefined || value === null || value === '' ? [] : [{ name, value: String(value).slice(0, CHARS) }]
  }),
)

export const passedOn = (): PageContext => Object.fromEntries(passed.value.map(({ name, value }) => [name, value]))

/** The page has moved on; what was taken away stays away as long as it is the same. */
export function hearContext(next: PageContext): void {
  const before = given.value
  kept.value = new Set([...kept.value].filter((name) => before[name] === next[name]))
  given.value = next
}

/** `?pair=BTC/USDT&order=…` of an address that leads here. */
export function contextOf(search: string): PageContext {
  const said = new URLSearchParams(search)
  return Object.fromEntries(NAMES.flatMap((name) => (said.get(name) ? [[name, said.get(name)]] : [])) as [Name, string][])
}

export function leaveOut(name: Name): void {
  kept.value = new Set([...kept.value, name])
}

const LABELS = {
  pair: () => t('ctx_pair'),
  order: () => t('ctx_order'),
  topic: () => t('ctx_topic'),
  coin: () => t('ctx_coin'),
  network: () => t('ctx_network'),
  txid: () => t('ctx_txid'),
  page: () => t('ctx_page'),
}
export const labelOf = (name: Name): string => LABELS[name]()
