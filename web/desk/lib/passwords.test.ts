import { expect, test } from 'vitest'

import { passwordProblem, suggestPassword } from './passwords'

test('a password is measured in characters as people see them, and in bytes at its end', () => {
  expect(passwordProblem('')).toBe('needNew')
  expect(passwordProblem('ninechars')).toBe('tooShort')
  expect(passwordProblem('äöüäöü'.normalize('NFD'))).toBe('tooShort')
  expect(passwordProblem('eleven doors')).toBe('')
  expect(passwordProblem('密码不要告诉别人哦好吗')).toBe('')
  expect(passwordProblem('x'.repeat(1024))).toBe('')
  expect(passwordProblem('ä'.repeat(513))).toBe('tooLong')
})

test('a suggested password is good, readable, and never the same', () => {
  const drawn = Array.from({ length: 200 }, suggestPassword)
  expect(new Set(drawn).size).toBe(200)
  for (const one of drawn) {
    expect(one).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/)
    expect(passwordProblem(one)).toBe('')
  }
})
