/** A customer's side of what was done about him: docs/protocol.md, section 3.2.7. */
import { call } from './http'

export interface Measure {
  id: string
  conversation: string
  kind: 'warn' | 'slow' | 'pause'
  ends_at: string
  appeal: { at: string; text: string } | null
  may_appeal: boolean
}

export const getMeasures = (session: string, locale: string) => call<{ sanctions: Measure[] }>('/api/sanctions', { session, locale })

export const objectTo = (session: string, id: string, text: string, locale: string) => call<Measure>(`/api/sanctions/${encodeURIComponent(id)}/appeal`, { session, locale, body: { text } })
