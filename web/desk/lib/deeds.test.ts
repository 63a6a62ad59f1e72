import { expect, test } from 'vitest'

import { deedsOf } from './deeds'

test('what is over is asked nothing and merged no more, what goes on elsewhere is not split, and only leads take a matter out', () => {
  const names = (open: boolean, merged: boolean, leads: boolean) => deedsOf({ open, merged_into: merged ? { id: 'a', number: 'CS' } : null }, leads).map((one) => one.name)
  expect(names(true, false, true)).toEqual(['ask', 'merge', 'tie', 'split', 'bundle'])
  expect(names(true, false, false)).toEqual(['ask', 'merge', 'tie', 'split'])
  expect(names(false, false, false)).toEqual(['tie', 'split'])
  expect(names(false, true, true)).toEqual(['tie', 'bundle'])
})
