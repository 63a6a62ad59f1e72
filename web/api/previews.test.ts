import { expect, test } from 'vitest'

import { articlePath } from './previews'

const here = location.origin

test('only an article of this brand, on this very host, has a preview', () => {
  expect(articlePath(`${here}/help/northlight/en/a/fees`, 'northlight')).toBe('/help/northlight/en/a/fees')
  expect(articlePath(`${here}/help/northlight/en/a/fees#vip`, 'northlight')).toBe('/help/northlight/en/a/fees')
  for (const other of [
    `${here}/help/seabright/en/a/fees`,
    `${here}/help/northlight/en/c/fees`,
    `${here}/help/northlight/en/a/fees/more`,
    `${here.replace('://', '://evil.')}/help/northlight/en/a/fees`,
    `${here.replace('://', '://x@')}/help/northlight/en/a/fees`,
    'https://evil.example/help/northlight/en/a/fees',
    'no address',
  ]) expect(articlePath(other, 'northlight'), other).toBeNull()
})
