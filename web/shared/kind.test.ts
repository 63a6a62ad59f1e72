import { expect, test } from 'vitest'

import cases from '../../tests/conduct/unkind.json'
import { isUnkind } from './kind'

test.each(cases.unkind)('before %j is sent its writer is asked', (text) => expect(isUnkind(text)).toBe(true))
test.each(cases.fine)('%j is sent without a question', (text) => expect(isUnkind(text)).toBe(false))
