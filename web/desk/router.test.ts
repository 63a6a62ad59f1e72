import { expect, test } from 'vitest'
import type { RouteLocationNormalized } from 'vue-router'

import { wanted } from './router'

const after = (next: unknown) => wanted({ query: { next } } as unknown as RouteLocationNormalized)

test('L10: after signing in one goes on within the desk, whatever the address asked for', () => {
  const foreign = ['//evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'evil.example', '', ' //evil.example', '\t//evil.example', 'data:text/html,x', '/sign-in?next=//evil.example']
  for (const next of [...foreign, undefined, null, ['/mine', '//evil.example'], 7]) expect(after(next)).toBe('/')
  for (const next of ['/waiting', '/mine/0af3', '/search?q=a#b']) expect(after(next)).toBe(next)
})

test('L10: what looks like a path and is read as something else stays on our host', () => {
  for (const next of ['/\t/evil.example', '/%2f%2fevil.example', '/%0d%0aSet-Cookie:a=b', '/\r\n/evil.example', '/@evil.example', '/.//evil.example', '/..//evil.example', '/..\\evil.example']) {
    const address = new URL(`/desk${after(next)}`, 'https://desk.example')
    expect(address.origin).toBe('https://desk.example')
    expect(address.username).toBe('')
  }
})
