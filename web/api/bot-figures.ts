/** How the bot did with real questions, and what it goes by. docs/protocol.md, section 3.2.5. */
import { call } from './desk'
import { query } from './http'

/** Questions. `answered` is the sum of the five after it; of the `unknown` ones `left` came to a person. */
export interface BotAnswers {
  answered: number
  helped: number
  asked_on: number
  handed_over: number
  wrong: number
  waiting: number
  unknown: number
  left: number
}

/** What was learned in a language. `threshold` and `accuracy` from 0 to 1; null: nothing yet. `floors`: what an article must have besides. */
export interface BotModel {
  locale: string
  examples: number
  accuracy: number | null
  threshold: number | null
  floors: { score: number; coverage: number }
  trained_at: string | null
  failure: string
}

export interface BotFigures {
  since: string
  total: BotAnswers
  locales: (BotAnswers & { locale: string })[]
  intents: (BotAnswers & { intent: string })[]
  articles: (BotAnswers & { id: string; title: string | null; url: string | null; locale: string | null })[]
  models: BotModel[]
}

export function readBotFigures(brand: string, days: number): Promise<BotFigures> {
  return call(`/api/desk/bot/figures${query({ brand, days: String(days) })}`)
}
