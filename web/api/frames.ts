/** The frames of the socket as in docs/protocol.md, sections 2.1 and 2.2. */
import type { Author, Conversation, Counts, Entry, Limits, PageContext, Side, Translated, Viewer } from './types'

/** A command carries a UUID of the client's and is kept until it is acknowledged. */
export type Command =
  | { type: 'send'; client_id: string; conversation: string | null; text: string; files?: string[]; note?: boolean; mentions?: string[]; reply_to?: number; translated?: Translated; locale?: string; context?: PageContext; as_is?: boolean; held?: boolean; release?: { reason: string } }
  | { type: 'handover'; client_id: string; conversation: string }
  | { type: 'assign'; client_id: string; conversation: string; to: string | null }
  | { type: 'transfer'; client_id: string; conversation: string; to_agent?: string; to_team?: string; note: string }
  | { type: 'close' | 'reopen'; client_id: string; conversation: string }
  | { type: 'redact'; client_id: string; conversation: string; entry: string }
  | { type: 'edit'; client_id: string; conversation: string; entry: string; text: string; mentions?: string[] }
  | { type: 'release'; client_id: string; conversation: string; entry: string; reason: string }
  | { type: 'rate_answer'; client_id: string; conversation: string; entry: string; helpful: boolean }

export type Credentials = { session: string } | { ticket: string }
export type Position = number | string

export type ClientFrame = { id?: string } & (
  | Command
  | ({ type: 'hello'; version: 1; locale?: string } & Credentials)
  | { type: 'subscribe'; conversation: string; after: number }
  | { type: 'subscribe'; workspace: true; after?: Position }
  | { type: 'unsubscribe'; conversation: string }
  | { type: 'unsubscribe'; workspace: true }
  | { type: 'delivered' | 'read'; conversation: string; number: number }
  | { type: 'typing'; conversation: string; on: boolean }
  | { type: 'viewing'; conversation: string | null; writing?: Viewer['writing'] }
  | { type: 'ping' }
)

export interface Welcome {
  type: 'welcome'
  ref?: string
  version: number
  heartbeat_ms: number
  limits: Limits
  me: Author & { verified: boolean }
  time: string
}
export interface Subscribed {
  type: 'subscribed'
  ref?: string
  conversation: Conversation
  from: number
  last: number
  resync: boolean
}
export interface EntryFrame {
  type: 'entry'
  conversation: string
  entry: Entry
}
export interface ConversationFrame {
  type: 'conversation'
  conversation: Conversation
}
export interface ReceiptFrame {
  type: 'receipt'
  conversation: string
  side: Side
  delivered: number
  read: number
}
export interface TypingFrame {
  type: 'typing'
  conversation: string
  author: Author
  on: boolean
  /** What a machine has written so far, where it may be read already. */
  text?: string
}
export interface PresenceFrame {
  type: 'presence'
  online: number
}
/** Where a customer who waits for a person stands; null: he waits no more. */
export interface Place {
  position: number
  /** Seconds; null where nobody knows. */
  wait: { usual: number; most: number } | null
  /** Agents who are here and may take it. */
  able: number
  /** False once he was away for too long. */
  kept: boolean
  /** When people are back, outside of service hours. */
  back: string | null
}
export interface PlaceFrame {
  type: 'place'
  conversation: string
  place: Place | null
}
/** Agents only. */
export interface ViewersFrame {
  type: 'viewers'
  conversation: string
  viewers: Viewer[]
}
export interface MentionedFrame {
  type: 'mentioned'
  conversation: string
  entry: string
  by: Author
}
/** Somebody presses the emergency button, is called, or has it: the list is asked for anew. */
export interface EmergencyFrame {
  type: 'emergency'
}
export interface WorkspaceFrame {
  type: 'workspace'
  ref?: string
  position: Position
  counts: Counts
  resync: boolean
}
export interface ChangedFrame {
  type: 'changed'
  position: Position
  conversations: Conversation[]
  counts: Counts
  /** With a team the agent does not belong to now: they leave his lists. */
  gone?: string[]
}
/** A conversation that was followed is not for this agent any more. */
export interface GoneFrame {
  type: 'gone'
  conversation: string
}
export interface Ack {
  type: 'ack'
  ref?: string
  client_id: string
  conversation: string
  entry: string
  number: number
  public_number: number | null
  at: string
}
export interface ErrorFrame {
  type: 'error'
  ref?: string
  code: string
  message: string
  retry_after?: number
  client_id?: string
}

export type ServerFrame =
  | Welcome
  | Subscribed
  | EntryFrame
  | ConversationFrame
  | ReceiptFrame
  | TypingFrame
  | PresenceFrame
  | PlaceFrame
  | ViewersFrame
  | MentionedFrame
  | EmergencyFrame
  | WorkspaceFrame
  | ChangedFrame
  | GoneFrame
  | Ack
  | ErrorFrame
  | { type: 'done'; ref?: string }
  | { type: 'pong'; ref?: string }

export type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>
