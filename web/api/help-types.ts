/** The editors' shapes, docs/protocol.md, section 3.2.5. */

export const STATES = ['draft', 'review', 'scheduled', 'published', 'archived'] as const
export type ArticleState = (typeof STATES)[number]
export const TYPES = ['faq', 'guide', 'tutorial', 'learn', 'campaign'] as const
export type ArticleType = (typeof TYPES)[number]
export const AUDIENCES = ['public', 'agents'] as const
export type Audience = (typeof AUDIENCES)[number]

export interface Named {
  id: string
  name: string
}

/** `version` is the one customers read, 0 for none; `newest` the one that is worked on. */
export interface ArticleHead {
  id: string
  locale: string
  state: ArticleState
  title: string
  version: number
  newest: number
  edition: number
  updated_at: string
  edited_at: string
  publish_at: string | null
  behind: boolean
  behind_by: number
  verification: string
  url: string | null
}

/** `translations` begins with the original. */
export interface Article {
  id: string
  brand: string
  slug: string
  type: ArticleType
  audience: Audience
  category: string
  owner: Named | null
  review_by: string | null
  overdue: boolean
  valid_from: string | null
  valid_to: string | null
  original: string
  popularity: number
  views: number
  edition: number
  created_at: string
  edited_at: string
  title: string
  translations: ArticleHead[]
}

export interface ArticlePage {
  articles: Article[]
  next: string | null
}

export interface ArticleWords {
  title: string
  summary: string
  body: string
  questions: string[]
}

export interface ArticleText extends ArticleWords {
  number: number
  base: number
}

/** `note`: why it was sent back; `four_eyes`: whoever publishes a version is not who wrote it. */
export type Opened = {
  four_eyes: boolean
  article: Article
  translation: ArticleHead & ArticleText & { note: string; author: Named | null }
  shown: ArticleText | null
  original: ArticleText | null
}

export interface ArticleVersion {
  number: number
  title: string
  author: Named | null
  created_at: string
  published_at: string | null
  base: number
  digest: string
}

export interface Piece {
  kind: 'same' | 'added' | 'removed'
  text: string
}

export type DifferenceLine =
  | { kind: 'same' | 'added' | 'removed'; from: number | null; to: number | null; text: string }
  | { kind: 'changed'; from: number | null; to: number | null; pieces: Piece[] }
  | { kind: 'skipped'; count: number }

export interface Difference {
  from: number
  to: number
  title: Piece[]
  summary: Piece[]
  questions: DifferenceLine[]
  lines: DifferenceLine[]
  too_long: boolean
}

export interface Finding {
  code: 'link_broken' | 'anchor_missing' | 'link_unsafe' | 'link_odd' | 'address_foreign' | 'secret_asked' | 'secret_written' | 'picture_undescribed' | 'captions_missing' | 'media_missing' | 'picture_elsewhere' | 'language_unlikely'
  address: string
  text: string
  line: number
}

/** A picture, a video or captions for the texts of a brand; `media` is how a text names it, `url` where its writers see it. */
export interface Medium {
  media: string
  type: string
  size: number
  url: string
  width?: number
  height?: number
}

/** One that is there: `used` counts the articles that show it, `said` is what was last said of it, `removable` when no text has shown it for a day. */
export interface KeptMedium extends Medium {
  name: string
  at: string
  by: string
  used: number
  said: string
  removable: boolean
}

export interface Preview {
  html: string
  headings: { level: number; anchor: string; text: string }[]
  minutes: number
  findings: Finding[]
}

/** What readers are shown of a text. */
export interface ArticleShown {
  id: string
  brand: string
  title: string
  html: string
  version: number
  updated_at: string
  locale: string
  type: ArticleType
  audience: Audience
}

/** `found`: how often there was a result; `opened`: how often an article was opened from it; `hidden`: what too few asked to be shown. */
export interface SearchReport {
  queries: { locale: string; query: string; asked: number; found: number; opened: number }[]
  hidden: number
  asked: number
  found: number
  opened: number
}

/** `helped`: how many of the readers began no conversation within 24 hours; `until`: the end of the last day counted. */
export interface HelpedReport {
  readers: number
  helped: number
  locales: { locale: string; readers: number; helped: number }[]
  articles: { article: string; locale: string; title: string | null; url: string | null; readers: number; helped: number }[]
  hidden: number
  until: string | null
}

export interface Category {
  id: string
  slug: string
  name: string
  names: Record<string, string>
  /** What readers find where `names` has none. */
  usual: Record<string, string>
  parent: string | null
  position: number
  edition: number
  articles: number
}

export interface SynonymGroup {
  id: string
  /** Empty: every language. */
  locale: string
  words: string[]
}

export interface Synonyms {
  synonyms: SynonymGroup[]
  edition: string
}

export interface ArticleChange {
  slug?: string
  category?: string
  type?: ArticleType
  audience?: Audience
  owner?: string | null
  review_by?: string | null
  valid_from?: string | null
  valid_to?: string | null
}

export interface NewArticle extends Partial<ArticleWords> {
  brand: string
  locale: string
  title: string
  category: string
  type: ArticleType
  audience: Audience
}

/** `at` goes with `scheduled`, `note` with `draft`; `anyway`: what was found was read. */
export interface ArticleStep {
  to: ArticleState
  at?: string
  note?: string
  anyway?: boolean
}

/** As the address has them; an empty one narrows nothing. */
export interface ArticleFilters {
  brand: string
  state: string
  type: string
  category: string
  locale: string
  owner: string
  audience: string
  q: string
  overdue: string
  behind: string
}
