import { afterEach, describe, expect, it, vi } from 'vitest'
import { uuid } from './ids'

describe('ids of commands', () => {
  afterEach(() => vi.useRealTimers())

  it('are UUIDs of version 7, each once', () => {
    const made = Array.from({ length: 10_000 }, uuid)
    expect(new Set(made).size).toBe(made.length)
    for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('begin with the time, so that later ones sort behind earlier ones', () => {
    vi.useFakeTimers()
    const moments = [0, 1, 65_535, 65_536, 1_795_000_000_000, 1_795_000_000_001, 2 ** 48 - 1]
    const made = moments.map((moment) => {
      vi.setSystemTime(moment)
      return uuid()
    })
    expect(made).toEqual([...made].sort())
    expect(made.map((id) => parseInt(id.slice(0, 8) + id.slice(9, 13), 16))).toEqual(moments)
  })
})
