import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'

import taxonomy from '../../../src/fairlead/tickets/taxonomy.json'
import { usePeople } from '../stores/people'
import { addWords, useLocale } from '../texts'
import { teamName } from './teams'

const words = { en: () => import('../texts/en/teams'), 'zh-CN': () => import('../texts/zh-CN/teams') }

beforeEach(() => setActivePinia(createPinia()))

test('every team that a kind of ticket names as delivered has a name in every language', async () => {
  const codes = [...new Set(taxonomy.categories.map((one) => one.team))]
  expect(codes.length).toBeGreaterThan(15)
  await addWords(words)
  for (const locale of ['en', 'zh-CN'] as const) {
    await useLocale(locale)
    expect(codes.filter((code) => teamName(code) === code)).toEqual([])
  }
  await useLocale('en')
})

test('what is no known code is shown as it is', () => {
  expect([teamName('dep-ops'), teamName('Wallets of the night'), teamName('')]).toEqual(['dep-ops', 'Wallets of the night', ''])
})

test("the brand's own team with the code comes before the name as delivered", () => {
  const team = (id: string, brand: string, name: string) => ({ id, brand, name, code: 'wallet-ops', closed: false })
  usePeople().people = { agents: [], teams: [team('1', 'northlight', 'Coins'), team('2', 'seabright', 'Wallets')] }
  expect([teamName('wallet-ops', 'seabright'), teamName('wallet-ops', 'northlight'), teamName('kyc-x', 'northlight')]).toEqual(['Wallets', 'Coins', 'kyc-x'])
})
