import { beforeEach, expect, test, vi } from 'vitest'

import type * as SparingModule from './sparing'

class Line extends EventTarget {
  constructor(public saveData: boolean | undefined, public effectiveType: string | undefined) {
    super()
  }
}

async function page(line?: Line): Promise<typeof SparingModule> {
  vi.resetModules()
  vi.stubGlobal('navigator', line ? { connection: line } : {})
  return import('./sparing')
}

beforeEach(() => localStorage.clear())

test.each([
  [undefined, undefined, false],
  [false, '4g', false],
  [false, '3g', false],
  [false, '2g', true],
  [false, 'slow-2g', true],
  [true, '4g', true],
] as const)('with saveData %s on a line of %s it is %s', async (saveData, type, on) => {
  expect((await page(new Line(saveData, type))).sparing.value).toBe(on)
})

test('where a browser says nothing of its line nothing is spared', async () => {
  expect((await page()).sparing.value).toBe(false)
})

test('it follows the line while nobody has chosen', async () => {
  const line = new Line(false, '4g')
  const { sparing } = await page(line)
  line.effectiveType = '2g'
  line.dispatchEvent(new Event('change'))
  expect(sparing.value).toBe(true)
  line.effectiveType = '4g'
  line.dispatchEvent(new Event('change'))
  expect(sparing.value).toBe(false)
})

test('what the customer has chosen is kept, whatever the line says', async () => {
  const poor = new Line(true, 'slow-2g')
  const first = await page(poor)
  first.switchSparing(false)
  expect(first.sparing.value).toBe(false)
  poor.dispatchEvent(new Event('change'))
  expect(first.sparing.value).toBe(false)
  expect((await page(poor)).sparing.value).toBe(false)
  const rich = await page(new Line(false, '4g'))
  rich.switchSparing(true)
  expect((await page(new Line(false, '4g'))).sparing.value).toBe(true)
})
