import { expect, test } from 'vitest'

import { contrast, initials, parseColour, readable } from './brand'

test.each(['#f0b90b', '#ffffff', '#0a6e56', '#ff0000', '#c0ffee'])('text in the colour %s is readable in light and dark', (colour) => {
  for (const [surface, ink] of [['#ffffff', '#12161c'], ['#12161c', '#e9edf2']] as const) {
    const text = readable(parseColour(colour)!, parseColour(surface)!, parseColour(ink)!)
    expect(contrast(text, parseColour(surface)!)).toBeGreaterThanOrEqual(4.5)
  }
})

test('a colour that is readable already stays as it is', () => {
  expect(readable(parseColour('#0a6e56')!, parseColour('#fff')!, parseColour('#12161c')!)).toEqual(parseColour('#0a6e56'))
})

test('nonsense is no colour', () => {
  expect(parseColour('url(x)')).toBeNull()
  expect(parseColour('#12')).toBeNull()
})

test('initials in all scripts', () => {
  expect(initials('Marco Chiesa')).toBe('MC')
  expect(initials('王小明')).toBe('王')
  expect(initials('  lin ')).toBe('L')
  expect(initials('')).toBe('?')
})
