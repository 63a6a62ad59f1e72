/** What the desk does about misuse and abuse: docs/protocol.md, section 3.2.7. */
import { call } from './desk'

export type SanctionKind = 'warn' | 'slow' | 'pause'

export interface Sanction {
  id: string
  kind: SanctionKind
  reason: string
  words: string
  conversation: string
  set_at: string
  ends_at: string
  active: boolean
  lifted_at: string | null
  appeal: { at: string; text: string } | null
  decision: { at: string; outcome: 'upheld' | 'lifted'; text: string } | null
  may_appeal: boolean
  customer: string
  by: { id: string; name: string }
  decided_by: { id: string; name: string } | null
  may_decide: boolean
  may_lift: boolean
}

export interface Conduct {
  sanctions: Sanction[]
  points: number
  warned: boolean
  protected: boolean
  break: { until: string } | null
  /** How long each may last at most when this agent sets it. */
  hours: Record<SanctionKind, number>
  reasons: string[]
}

export interface NewSanction {
  kind: SanctionKind
  reason: string
  hours: number
  words: string
}

const at = encodeURIComponent

export const getConduct = (conversation: string) => call<Conduct>(`/api/desk/conversations/${at(conversation)}/conduct`)

export const sanction = (conversation: string, key: string, body: NewSanction) => call<Sanction>(`/api/desk/conversations/${at(conversation)}/sanctions`, { body, headers: { 'Idempotency-Key': key } })

export const takeBreak = (conversation: string, minutes: number) => call<{ until: string }>(`/api/desk/conversations/${at(conversation)}/break`, { method: 'PUT', body: { minutes } })

export const endBreak = (conversation: string) => call<undefined>(`/api/desk/conversations/${at(conversation)}/break`, { method: 'DELETE' })

export const listBreaks = () => call<{ breaks: { conversation: string; until: string }[] }>('/api/desk/breaks')

export const listAppeals = () => call<{ appeals: Sanction[] }>('/api/desk/appeals')

export const decide = (id: string, outcome: 'upheld' | 'lifted', text: string) => call<Sanction>(`/api/desk/sanctions/${at(id)}/decision`, { body: { outcome, text } })

export const lift = (id: string, text: string) => call<Sanction>(`/api/desk/sanctions/${at(id)}/lift`, { body: { text } })
