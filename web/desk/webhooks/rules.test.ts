import { describe, expect, it } from 'vitest'

import type { Delivery, Webhook } from '@/api/webhooks'

import { dayBefore, isBad, isLeaving, outcome, standing } from './rules'

const hook = (more: Partial<Webhook>) => ({ active: true, off_reason: '', failing_since: null, last_ok_at: null, ...more }) as Webhook
const delivery = (more: Partial<Delivery>) => ({ status: null, took: null, ...more }) as Delivery

describe('webhooks', () => {
  it('stand as their last tries and their switch say', () => {
    expect(standing(hook({}))).toBe('quiet')
    expect(standing(hook({ last_ok_at: 'x' }))).toBe('well')
    expect(standing(hook({ last_ok_at: 'x', failing_since: 'y' }))).toBe('trouble')
    expect(standing(hook({ active: false, off_reason: 'admin', failing_since: 'y' }))).toBe('off')
    expect(standing(hook({ active: false, off_reason: 'gone' }))).toBe('gone')
    expect((['off', 'quiet', 'well', 'trouble', 'failing', 'gone'] as const).map(isBad)).toEqual([false, false, false, true, true, true])
  })

  it('tell what came of a try, and nothing where none was made', () => {
    expect(outcome(delivery({}))).toBe('')
    expect(outcome(delivery({ took: 9999 }))).toBe('9999 ms')
    expect(outcome(delivery({ status: 200, took: 34 }))).toBe('200 · 34 ms')
  })

  it('are looked at again while one is about to be sent', () => {
    const now = Date.parse('2026-11-23T09:00:00Z')
    const at = (state: Delivery['state'], next_at: string | null) => isLeaving(delivery({ state, next_at }), now)
    expect([at('pending', '2026-11-23T09:00:05Z'), at('pending', '2026-11-23T08:59:50Z')]).toEqual([true, true])
    expect([at('pending', '2026-11-23T10:00:00Z'), at('pending', '2026-11-23T08:00:00Z'), at('delivered', null), at('pending', null)]).toEqual([false, false, false, false])
  })

  it('begin to send again from a day ago, by the clock of the reader', () => {
    const now = new Date(2026, 10, 23, 9, 5)
    expect(new Date(dayBefore(now)).getTime()).toBe(now.getTime() - 86_400_000)
  })
})
