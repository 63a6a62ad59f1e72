/** What an entry about a promise says. */
import type { EntryData } from '@/api/shared-types'
import { fullTime } from '@/shared/time'

type Say = (key: string, values?: Record<string, string>) => string

export function promiseWords({ metric, act, was, by }: EntryData['promise']['promise'], t: Say, locale: string): string {
  return t(`clocks.told.${act}`, { what: t(`clocks.metric.${metric}`), time: fullTime(by ?? was, locale) })
}
