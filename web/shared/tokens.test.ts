import { expect, test } from 'vitest'

import tokens from './tokens.css?raw'

const declared = (block: string) => block.split('\n').map((line) => line.trim()).filter((line) => line.endsWith(';'))

test('the dark colours are the same by the wish of the system and by the switch', () => {
  const bySystem = /:not\(\[data-theme="light"\]\) \{([^}]+)\}/.exec(tokens)?.[1] ?? ''
  const bySwitch = /:root\[data-theme="dark"\] \{([^}]+)\}/.exec(tokens)?.[1] ?? ''
  expect(declared(bySystem).length).toBeGreaterThan(20)
  expect(declared(bySwitch)).toEqual(declared(bySystem))
})

test('no colour is written outside the tokens', () => {
  const sources = import.meta.glob<string>(['/web/**/*.{css,vue,ts}', '!**/tokens.css', '!**/*.test.ts', '!**/generated/**'], { query: '?raw', import: 'default', eager: true })
  const colour = /(?<![\w&/])#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})\b|\b(?:rgba?|hsla?|oklch)\(/i
  expect(Object.keys(sources).length).toBeGreaterThan(5)
  expect(Object.keys(sources).filter((name) => colour.test(sources[name] ?? ''))).toEqual([])
})
