import { expect, test } from 'vitest'

import { answeredIn, offered } from './translation'

const LANGUAGES = ['en', 'zh-CN', 'es']

test('a language is found by its tag, else by its first part', () => {
  expect(offered(LANGUAGES, 'zh-cn')).toBe('zh-CN')
  expect(offered(LANGUAGES, 'zh')).toBe('zh-CN')
  expect(offered(LANGUAGES, 'es-MX')).toBe('es')
  expect(offered(LANGUAGES, 'fr')).toBeUndefined()
})

test('the customer is answered in what he last wrote, then in what he chose, and never in the own language of the agent', () => {
  expect(answeredIn(LANGUAGES, 'en', ['es', 'zh-CN'])).toBe('es')
  expect(answeredIn(LANGUAGES, 'en', [undefined, 'zh-CN'])).toBe('zh-CN')
  expect(answeredIn(LANGUAGES, 'en', ['fr', 'en-GB'])).toBeUndefined()
  expect(answeredIn(LANGUAGES, 'zh-CN', ['zh-TW', 'en'])).toBe('en')
  expect(answeredIn(['en'], 'en', ['es'])).toBeUndefined()
})
