/**
 * The shapes of docs/protocol.md, section 2.3 and 3: what the server sends and takes, over HTTP and over the socket.
 * The frames of the socket are in `frames.ts`.
 */

export type Side = 'customer' | 'agents'
export type AuthorKind = 'customer' | 'agent' | 'bot' | 'system'

export interface Author {
  kind: AuthorKind
  id: string
  name: string
}

export interface FileRef {
  id: string
  name: string
  type: string
  size: number
  width?: number
  height?: number
}

export interface ArticleRef {
  id: string
  title: string
  url: string
  version: number | string
  locale: string
}

export interface BotAnswer {
  article: ArticleRef
  passage: string
  more: ArticleRef[]
  confident: boolean
}

export interface MessageData {
  answer?: BotAnswer
  greeting?: boolean
  unknown?: boolean
}

export interface HandoverSummary {
  question: string
  locale: string
  tried: ArticleRef[]
  turns: number
}

export interface Team {
  id: string
  name: string
}

interface EntryBase {
  id: string
  number: number
  /** Null for internal entries, which customers never get. */
  public_number: number | null
  author: Author
  at: string
  /** Only on one's own entries. */
  client_id?: string
  text: string
  files: FileRef[]
  redacted: boolean
}

/** What `data` holds for each kind of entry. */
export interface EntryData {
  message: MessageData
  note: Record<string, never>
  handover: { reason: 'asked' | 'unknown' | 'security'; summary?: HandoverSummary }
  assigned: { to: Author | null; by: Author }
  joined: { agent: Author }
  transferred: { to_agent?: Author; to_team?: Team; note: string }
  closed: { by: Author }
  reopened: { by: Author }
  /** What stands behind the number is for agents only. */
  redaction: { entry: string; number: number; public_number?: number | null; internal?: boolean; files?: string[] }
  rated: { entry: string; helpful: boolean }
}

export type EntryKind = keyof EntryData
export type EntryOf<K extends EntryKind> = EntryBase & { kind: K; data: EntryData[K] }
export type Entry = { [K in EntryKind]: EntryOf<K> }[EntryKind]

export interface Mark {
  delivered: number
  read: number
}

export type Handler = 'bot' | 'queue' | 'agent'

export interface Conversation {
  id: string
  brand: string
  channel: string
  status: 'open' | 'closed'
  handler: Handler
  locale: string
  subject: string
  preview: string
  preview_author: AuthorKind | null
  /** Left out for customers. */
  customer?: CustomerBrief
  assignee: Author | null
  /** Left out for customers, as is whether the bot still speaks. */
  team?: Team | null
  bot_active?: boolean
  waiting_since: string | null
  created_at: string
  updated_at: string
  last: number
  last_public: number
  unread: number
  receipts: Record<Side, Mark>
}

export interface CustomerBrief {
  id: string
  name: string
  verified: boolean
  tier: string | null
}

export interface Counts {
  mine: number
  waiting: number
  open: number
  closed: number
}

export interface Limits {
  text_chars: number
  text_bytes: number
  files: number
  file_bytes: number
}

// Customers

export interface SessionCustomer {
  id: string
  verified: boolean
  name: string
  tier: string | null
  locale: string
}

export interface Session {
  session: string
  expires_at: string
  customer: SessionCustomer
}

/** Where in the exchange the customer is, given by the exchange's page. */
export type PageContext = Record<string, string | number | boolean | null>

export interface LocaleName {
  tag: string
  name: string
}

export interface Brand {
  key: string
  name: string
  accent: string
  accent_dark: string
  radius: number | string
  logo: string | null
  locales: LocaleName[]
  default_locale: string
  host: string
  sites: string[]
  bot_first: boolean
}

export interface HotArticle {
  id: string
  title: string
  url: string
}

export interface Home {
  brand: Brand
  online: number
  reply_seconds: number | null
  hot: HotArticle[]
  limits: Limits
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

export interface SearchResult {
  id: string
  title: string
  url: string
  /** Plain text but for `<mark>`. */
  passage: string
  version: number | string
  category: string | null
  locale: string
}

export interface Article {
  id: string
  title: string
  /** Sanitised by the server. */
  html: string
  url: string
  version: number | string
  updated_at: string
  locale: string
  category: string | null
}

export interface ConversationPage {
  conversations: Conversation[]
  next: string | null
}

/** A conversation as a file to keep; how `sha256` is made: docs/protocol.md, section 3.1. */
export interface Transcript {
  format: 'fairlead-transcript-1'
  brand: string
  conversation: Pick<Conversation, 'id' | 'subject' | 'channel' | 'locale' | 'status' | 'created_at'>
  made_at: string
  entries: Entry[]
  sha256: string
  proof: string
}

export interface EntryPage {
  entries: Entry[]
  more: boolean
}

// Agents

export type Role = 'agent' | 'lead' | 'admin'
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
  teams: Team[]
}

export type View = 'mine' | 'waiting' | 'open' | 'closed'

export interface DeskPage extends ConversationPage {
  counts: Counts
  /** Goes into `subscribe` for the workspace. */
  position: number | string
}

export interface DeskConversation extends EntryPage {
  conversation: Conversation
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
  conversations: Conversation[]
}

export interface Person {
  id: string
  name: string
  role: Role
  presence: Presence
}

export interface People {
  agents: Person[]
  teams: (Team & { brand: string })[]
}

export interface CannedReply {
  id: string
  shortcut: string
  title: string
  text: string
  locale: string
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
