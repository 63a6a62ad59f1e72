import type { SecretKind } from '@/shared/removed'

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
  /** Of a document, the picture of its first page; null while it is being made, missing where there is none. */
  preview?: { width: number; height: number } | null
  pages?: number
  /** Of what both sides see: by what a text cites it, as "#2". */
  number?: number
  /** What its giver says of it. */
  caption?: string
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
  /** Says, in the customer's language, that a language model worded the text. */
  written?: string
}

/** The entry that a message or note answers, by its place: its words are shown from there. */
export interface ReplyTo {
  entry: string
  number: number
  public_number: number | null
  author: Author
}

/** The text is a machine's translation of what the agent wrote. */
export interface Translated {
  original: string
  from: string
  to: string
}

/** What was taken out of a text before it was written; its marks stand in the text. */
export interface Removed {
  removed?: SecretKind[]
}

/** What stopped an agent's words: `found` is where they lead. */
export interface Stopped {
  code?: 'asks_for_secret' | 'link_not_allowed'
  found?: string
}

export interface MessageData extends Removed {
  reply_to?: ReplyTo
  translated?: Translated
  answer?: BotAnswer
  greeting?: boolean
  /** For agents only: a lead let it go. */
  released?: Stopped & { reason: string; held?: { entry: string; number: number; author: Author } }
  unknown?: boolean
  ask?: BotAsk
}

/** What the bot asks, and answers to choose from (with `which`, the titles of `articles`); any other words are an answer too. */
export interface BotAsk {
  about: string
  choices: string[]
  articles?: ArticleRef[]
  /** Of a field of the taxonomy: which kind of value is asked for, and what each choice stands for. */
  kind?: string
  values?: string[]
}

export interface HandoverSummary {
  question: string
  locale: string
  /** `intent` and what follows it: not in summaries from before there were any. */
  intent?: 'security' | 'deposit_missing' | 'withdrawal' | 'verification' | 'sign_in' | 'order' | 'fees' | 'bank_or_card' | 'p2p' | 'account' | 'question'
  /** The code of the taxonomy's category, empty for none. */
  case?: string
  facts?: Record<string, string>
  names?: Record<string, Record<string, string>>
  tried: ArticleRef[]
  offered?: ArticleRef[]
  unanswered?: string[]
  turns: number
}

export interface Team {
  id: string
  name: string
  /** What it is given only its members and leads see. */
  closed?: boolean
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

export interface TicketPlace {
  id: string
  number: string
  conversation: string
}

export interface CardField {
  key: string
  kind: string
  label: string
  example: string
  choices: string[]
  many: boolean
  own: boolean
}

export type Card = { id: string } & (
  | { state: 'asked'; fields: CardField[]; steps: string[]; again?: boolean }
  | { state: 'answered'; answers: { key: string; label: string; value?: string; file?: string; missing?: string }[]; steps: { text: string; done: boolean; words: string }[]; changed?: boolean }
  | { state: 'withdrawn' }
)

/** What `data` holds for each kind of entry. */
export interface EntryData {
  message: MessageData
  note: Removed & { held?: Stopped & { released?: { entry: string; number: number; at: string; by: Author } }; translated?: Translated; mentions?: Author[]; reply_to?: ReplyTo; edited?: { at: string; numbers: number[] } }
  handover: { reason: 'asked' | 'unknown' | 'security'; summary?: HandoverSummary }
  assigned: { to: Author | null; by: Author }
  joined: { agent: Author }
  transferred: { to_agent?: Author; to_team?: Team; note: string; off_team?: true; back?: true; from?: { agent: string | null; team: string | null } }
  closed: { by: Author }
  reopened: { by: Author }
  /** What stands behind the number is for agents only. */
  redaction: { entry: string; number: number; public_number?: number | null; internal?: boolean; files?: string[] }
  rated: { entry: string; helpful: boolean }
  /** What became of the matter; what only agents see is internal. */
  ticket: { ticket: { id: string; number: string; category?: string }; opened?: boolean; status?: string; before?: string | number | string[]; priority?: number; category?: string; evidence?: string[]; complete?: number; reminder?: number; nudged?: boolean; late?: boolean; merged?: TicketPlace & { entries: number }; merged_into?: TicketPlace; unmerged?: TicketPlace; said?: TicketPlace & { entry: number }; split?: TicketPlace & { entries: number[] }; split_off?: number[]; tie?: string; untied?: boolean; of?: string; other?: { id: string; number: string }; exported?: string; tags?: string[]; snoozed?: string; woken?: 'time' | 'customer' | 'agent'; check?: { key: string; text: string; done: boolean }; unchecked?: string[]; reason?: string; task?: { id: string; state: 'open' | 'taken' | 'done' | 'declined'; team: { id: string; name: string }; due_at: string }; investigated_by?: { team: string; next_update_by: string } | null }
  /** What an agent asks by a card, and what the customer answers. */
  card: { ticket: { id: string; number: string }; card: Card; complete?: number }
  /** What was done about misuse or abuse, and what became of it; the text says it. */
  conduct: { conduct: { act: 'warn' | 'slow' | 'pause' | 'appeal' | 'upheld' | 'lifted' | 'break'; until: string; id?: string; reason?: string } }
  /** The customer's account is being robbed: what he pressed, what he is told, and what came of it; the text says it. */
  emergency: { emergency: { act: 'pressed' | 'told' | 'freezing' | 'frozen' | 'unreached' } }
  /** What follows from a promise; what only agents see is internal. `late`: the text says it in the customer's language, and `by` is the new time. */
  promise: { promise: { metric: 'human' | 'reply' | 'update' | 'resolution'; act: 'late' | 'warned' | 'broken' | 'escalated'; was: string; by?: string }; internal?: boolean; mentions?: Author[] }
  /** The entry's text and mentions are those of the note from now on. */
  edited: { entry: string; number: number; former: { text: string; mentions: Author[] }; mentions?: Author[] }
  /** What `file` of `entry` shows is said otherwise; what was said before is for agents only. */
  captioned: { entry: string; file: string; name: string; number: number | null; caption: string; former?: string; internal?: boolean }
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
  /** A secret was given away or the account is in danger: first in the queue, until it is closed. Left out for customers. */
  urgent?: boolean
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
  unassigned: number
  open: number
  closed: number
}

export interface Limits {
  text_chars: number
  text_bytes: number
  files: number
  /** The largest file of each type that is accepted, in bytes. */
  file_types: Readonly<Record<string, number>>
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

/** How long people wait for a person, in seconds; `at_least`: most still wait, and half of them longer than `p50`. */
export interface Reply {
  p50: number
  p90: number | null
  at_least: boolean
}

export interface Here {
  online: number
  reply: Reply | null
  /** When a person is back, outside of service hours; null within them. */
  back: string | null
  /** What customers are told while more come than can be served; empty otherwise. */
  rush: string
}

/** What a brand offers first; it leads to one place: an article, an address, or a conversation that begins with words to complete. */
export interface HomeTile {
  icon: string
  title: string
  grave: boolean
  article?: string
  url?: string
  ask?: string
}

export interface Home extends Here {
  brand: Brand
  hot: HotArticle[]
  /** Null: the house's own. */
  tiles: HomeTile[] | null
  limits: Limits
}

export interface ArticlePreview {
  /** Id of the translation. */
  article: string
  title: string
  text: string
  category: string
  locale: string
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

/** A message of the customer's own history that holds what he asked for. */
export interface HistoryHit {
  conversation: string
  subject: string
  number: number
  author: Author
  at: string
  /** Plain text but for `<mark>`. */
  passage: string
}

export interface HistoryPage {
  hits: HistoryHit[]
  /** Nothing was left out. */
  complete: boolean
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
