/** What only the desk is told; see types.ts. */
import type { Author, Conversation, ConversationPage, Counts, Entry, EntryPage, PageContext, Team, Translated } from './shared-types'

export type Role = 'agent' | 'lead' | 'admin' | 'editor' | 'reviewer'
export type Presence = 'online' | 'busy' | 'away' | 'offline'

export interface AgentBrand {
  key: string
  name: string
  accent: string
  accent_dark: string
  logo: string | null
  /** Tags. */
  locales: string[]
}

export interface Me {
  id: string
  name: string
  email: string
  role: Role
  presence: Presence
  brands: AgentBrand[]
  /** `write`: drafts; `publish`: also what customers read. */
  articles: { write: boolean; publish: boolean }
  teams: Team[]
}

export type View = 'mine' | 'waiting' | 'unassigned' | 'open' | 'closed'

/** What a list is narrowed to; null: whatever it is. `verified` is `true` or `false`. */
export interface ListFilters {
  brand: string | null
  language: string | null
  channel: string | null
  tier: string | null
  verified: string | null
  assignee: string | null
}

export interface ListCounts {
  counts: Counts
  /** Views of which only a part was looked at: there may be more. */
  at_least: View[]
}

/** What the lists can be narrowed to. */
export interface FilterChoices {
  channels: string[]
  languages: string[]
  tiers: string[]
}

/** Where in a list's order something stands. */
export interface Place {
  at: string
  id: string
  /** Counts only among those who wait. */
  urgent?: boolean
}

export interface DeskPage extends ConversationPage, ListCounts {
  /** Down to here the list is complete by now; null: to its end. */
  until: Place | null
  /** Goes into `subscribe` for the workspace. */
  position: number | string
}

/** A command of a bulk request, as over the socket. */
export interface BulkItem {
  type: 'send' | 'assign' | 'transfer' | 'back' | 'close' | 'reopen'
  client_id: string
  conversation: string
  to?: string | null
  to_agent?: string
  to_team?: string
  note?: string
  text?: string
}

export interface BulkResult {
  ok: boolean
  client_id: string
  conversation: string
  code?: string
  message?: string
}

export interface BulkAnswer {
  results: BulkResult[]
  conversations: Conversation[]
}

export interface DeskConversation extends EntryPage {
  conversation: Conversation
  /** What the customer let his first message take along from the exchange's page. */
  context: PageContext
}

export interface CustomerProfile {
  id: string
  name: string
  verified: boolean
  /** Masked, as is the address. */
  uid: string | null
  email: string | null
  tier: string | null
  kyc_level: string | number | null
  locale: string
  since: string
  context: PageContext
  /** The newest of all channels, and from where on there are older ones. */
  conversations: Conversation[]
  next: string | null
}

export interface Person {
  id: string
  name: string
  role: Role
  presence: Presence
  /** Keys of the brands that both of us work for. */
  brands: string[]
}

export interface People {
  agents: Person[]
  /** `code`: by which kinds of tickets name it, empty for none. */
  teams: (Team & { brand: string; closed: boolean; code: string })[]
}

/** One of an agent's own sign-ins. */
export interface OpenSession {
  id: string
  /** `Firefox · Windows`; empty when the browser did not say. */
  device: string
  created_at: string
  expires_at: string
  current: boolean
}

/** An agent's account as admins see it. */
export interface Account {
  id: string
  name: string
  email: string
  role: Role
  active: boolean
  presence: Presence
  created_at: string
  /** Keys of the brands that both of us work for. */
  brands: string[]
  teams: Team[]
  /** False for who works for a brand one does not hold oneself. */
  manageable: boolean
}

export interface NewAccount {
  name: string
  email: string
  password: string
  role: Role
  brands: string[]
  teams: string[]
}

/** What a macro does besides replying, each kind once and in this order; `text`: the note, also the one that goes with a transfer. */
export type MacroStep =
  | { type: 'note'; text: string }
  | { type: 'assign' }
  | { type: 'unassign' }
  | { type: 'transfer'; team: string; text: string }
  | { type: 'close' }
  | TicketStep

/** What it does to the ticket, and the steps of another macro in their place: docs/protocol.md, section 3.2.3. */
export type TicketStep =
  | { type: 'tag'; add?: string[]; remove?: string[] }
  | { type: 'category'; value: string }
  | { type: 'priority'; value: string; why: string }
  | { type: 'card'; text?: string; fields?: { key?: string }[]; steps?: string[] }
  | { type: 'task'; text: string; team: string; minutes: number }
  | { type: 'snooze'; minutes?: number }
  | { type: 'status'; value: string; text?: string }
  | { type: 'macro'; value: string }

/** With steps it is a macro. */
/** `warnings`: what it will be stopped for as it stands. */
export type SavedCanned = CannedReply & { warnings: { code: string; message: string }[] }

export interface CannedReply {
  id: string
  shortcut: string
  title: string
  text: string
  locale: string
  steps: MacroStep[]
  /** Whoever says its words has greeted, and not answered yet. */
  greeting: boolean
}

/** A reply and its steps as they are to be done; sent again under the same id, nothing is done twice. */
export interface MacroRun {
  client_id: string
  text: string
  files?: string[]
  reply_to?: number
  translated?: Translated
  steps: (MacroStep & { mentions?: string[] })[]
  /** Only what would come of it. */
  dry?: boolean
}

export interface MacroResult {
  type: 'reply' | MacroStep['type']
  ok: boolean
  client_id?: string
  conversation?: string
  entry?: string
  number?: number
  public_number?: number | null
  at?: string
  code?: string
  message?: string
}

export interface MacroAnswer {
  results: MacroResult[]
  conversation: Conversation
}

/** An agent who has a conversation before his eyes. */
export interface Viewer {
  agent: Author
  writing: 'reply' | 'note' | null
}

export interface SavedDraft {
  text: string
  revision: number
  saved_at: string
}

export interface SavedDrafts {
  reply: SavedDraft | null
  note: SavedDraft | null
}

export interface Mention {
  conversation: Conversation
  entry: Entry
  at: string
  seen: boolean
}

export interface MentionPage {
  mentions: Mention[]
  unseen: number
  next: string | null
}

/** Who translates, and between which languages; null and none: nobody does. */
export interface Translator {
  translator: string | null
  languages: string[]
}

/** `text` null: there is nothing to translate, or it is in that language already. */
export interface Translation {
  from: string
  to: string
  text: string | null
}

export interface FailedJob {
  id: string
  kind: string
  state: string
  attempts: number
  error: string
  created_at: string
  run_at: string
}

/** A part of a text, and where in it what was sought stands (from, to). */
export interface Marked {
  text: string
  marks: [number, number][]
}

/** A conversation that was found: the entry that answers best, and what about the person or the number did. */
export interface TalkHit {
  conversation: Conversation
  entry: { id: string; number: number; kind: Entry['kind']; author: Author; at: string } | null
  excerpt: Marked | null
  name: Marked
  by: ('name' | 'uid' | 'email' | 'number')[]
}

export interface TalkHits {
  hits: TalkHit[]
  total: number
  /** There are more than `total`. */
  more: boolean
  next: string | null
  /** Not complete: some of what was said is not in the index yet. */
  index: { complete: boolean; share: number }
}
