/** Why a waiting matter stands where it does, in one sentence. */
import type { OrderReason } from '@/api/work'

type Say = (key: string, named?: Record<string, unknown>) => string

/** To the half minute below an hour: nobody plans by less. */
export function spoken(seconds: number, t: Say): string {
  if (seconds < 60) return t('why.seconds', { n: seconds })
  return seconds < 7200 ? t('why.minutes', { n: Math.round(seconds / 60) }) : t('why.hours', { n: Math.round(seconds / 3600) })
}

export function whySentence(why: OrderReason, t: Say): string {
  return t('why.sentence', {
    place: why.place,
    of: why.of,
    because: t(`why.${why.key.slice('queue.'.length)}`, {
      priority: why.priority,
      tier: why.tier,
      channel: t(`why.channels.${why.channel}`),
      waited: spoken(why.waited, t),
      target: spoken(why.target, t),
      theirs: why.beside?.priority ?? why.priority,
      theirTier: why.beside?.tier ?? why.tier,
      theirChannel: t(`why.channels.${why.beside?.channel ?? why.channel}`),
    }),
  })
}
