/** What a field asks of the help center while somebody types: docs/protocol.md, section 3.1. */
import { call, query } from './http'

export interface Suggestion {
  id: string
  title: string
  url: string
  locale: string
}

export async function suggestArticles(brand: string, q: string, locale: string, signal: AbortSignal): Promise<Suggestion[]> {
  const page = await call<{ suggestions: Suggestion[] }>(`/api/w/${encodeURIComponent(brand)}/suggest${query({ q, locale })}`, { locale, signal })
  return page.suggestions
}
