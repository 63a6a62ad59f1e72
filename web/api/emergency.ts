/** The emergency button, as the widget presses it: docs/protocol.md, section 3.1. */
import { call } from './http'
import type { PageContext } from './types'

export interface Pressed {
  emergency: string
  conversation: string
  known: boolean
  freezing: boolean
}

export interface Press {
  /** Pressed again under the same key, it is the same press. */
  key: string
  conversation: string | null
  locale: string
  context?: PageContext
}

export function pressEmergency(brand: string, session: string, { key, conversation, locale, context = {} }: Press): Promise<Pressed> {
  return call(`/api/w/${encodeURIComponent(brand)}/emergency`, {
    body: { conversation, source: 'widget', locale, context },
    headers: { 'Idempotency-Key': key },
    session,
    locale,
  })
}
