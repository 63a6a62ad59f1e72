/** The lead's board: what it shows, the line, moves, loans and the rush switch. docs/protocol.md, section 3.2.10. */
import { call } from './desk'
import { query } from './http'
import type { Conversation, Presence, Role } from './types'
import type { OrderReason } from './work'

export type QueueChannel = 'chat' | 'callback' | 'mail'

export interface WaitCell {
  priority: number
  language: string
  channel: QueueChannel
  count: number
  /** Seconds. */
  longest: number
}

type Spans = Record<'5' | '15' | '60', number>

export interface Loan {
  kind: 'team' | 'language'
  name: string
  until: string
}

export interface BoardAgent {
  id: string
  name: string
  role: Role
  presence: Presence
  teams: string[]
  languages: string[]
  capacity: Record<QueueChannel, number>
  load: Record<QueueChannel, number>
  lent: Loan[]
}

export interface Surge {
  id: string
  team: string
  /** Hundredths of the usual. */
  capacity: number
  bot_first: boolean
  banner: boolean
  words: Record<string, string>
  began_by: string
  began_at: string
  ends_at: string
  ended_by: string
  ended_at: string | null
  runs: boolean
}

export interface Board {
  at: string
  waiting: { total: number; longest: number | null; cells: WaitCell[] }
  /** `minutes`: how many came and how many were served, the oldest first. */
  flow: { arrived: Spans; served: Spans; minutes: [number, number][]; outrun: boolean }
  risk: { late: number; soon: number; matters: { conversation: string; due_at: string; kind: 'person' | 'ticket' }[] }
  agents: BoardAgent[]
  teams: { id: string; name: string }[]
  surges: Surge[]
}

export interface Standing {
  reason: OrderReason
  conversation: Conversation
}

export interface LinePage {
  total: number
  next: number | null
  line: Standing[]
}

export interface Narrowed {
  team: string
  language: string
  channel: string
}

/** `held`: who has it as it is shown, null for one that waits. With neither agent nor team: into the line. */
export interface Move {
  conversation: string
  held: string | null
  to_agent?: string
  to_team?: string
  off_team?: boolean
  note?: string
}

export interface SurgeWish {
  team: string
  capacity: number
  bot_first: boolean
  banner: boolean
  words: Record<string, string>
  minutes: number
}

const at = encodeURIComponent
const base = (brand: string) => `/api/desk/board/${at(brand)}`

export function getBoard(brand: string, team: string): Promise<Board> {
  return call(`${base(brand)}${query({ team: team || null })}`)
}

export function getLine(brand: string, { team, language, channel }: Narrowed, start: number): Promise<LinePage> {
  return call(`${base(brand)}/line${query({ team: team || null, language: language || null, channel: channel || null, start: start ? String(start) : null })}`)
}

export async function mattersOf(brand: string, agent: string): Promise<Conversation[]> {
  return (await call<{ conversations: Conversation[] }>(`${base(brand)}/agents/${at(agent)}`)).conversations
}

/** `key`: the same again is done once. */
export function moveMatter(move: Move, key: string): Promise<unknown> {
  return call('/api/desk/board/moves', { body: move, headers: { 'Idempotency-Key': key } })
}

type Lent = { agent: string } & ({ team: string } | { language: string })

export function lend(brand: string, what: Lent & { hours: number | null }): Promise<Loan> {
  return call(`${base(brand)}/loans`, { body: what })
}

export function endLoan(brand: string, what: Lent): Promise<unknown> {
  return call(`${base(brand)}/loans/end`, { body: what })
}

export function beginSurge(brand: string, wish: SurgeWish): Promise<Surge> {
  return call(`${base(brand)}/surges`, { body: wish })
}

export function endSurge(brand: string, id: string): Promise<Surge> {
  return call(`${base(brand)}/surges/${at(id)}/end`, { method: 'POST' })
}
