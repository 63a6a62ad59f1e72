import { createPinia, setActivePinia } from 'pinia'
import { expect, test } from 'vitest'

import type { Ack } from '@/api/frames'
import { openOutbox } from '@/shared/outbox'

import { useLocale } from '../texts'
import { useActions } from './actions'
import { useLink } from './link'

/** A page of the desk over the same browser's outbox. */
async function page() {
  setActivePinia(createPinia())
  await useLocale('en')
  const actions = useActions()
  const { sender } = useLink().live
  await sender.restore(await openOutbox('edits'), 'ayu')
  return { actions, sender }
}

test('a note that was changed without a connection is still changed after a reload, until the server has it', async () => {
  const before = await page()
  before.actions.edit('k1', 'n1', 'He has paid.', [])
  expect(before.actions.edits.get('n1')).toMatchObject({ text: 'He has paid.', state: 'saving' })
  const { actions, sender } = await page()
  const waiting = actions.edits.get('n1')
  expect(waiting).toMatchObject({ conversation: 'k1', text: 'He has paid.', state: 'saving' })
  sender.acknowledge({ type: 'ack', client_id: waiting!.client_id, conversation: 'k1' } as Ack)
  expect(actions.edits.size).toBe(0)
  expect((await page()).actions.edits.size).toBe(0)
})

test('a change that is refused stays with its reason until it is given up or made anew', async () => {
  const { actions, sender } = await page()
  actions.edit('k1', 'n1', 'Too late', [])
  sender.refuse({ type: 'error', code: 'edit_closed', message: 'The day is over.', client_id: actions.edits.get('n1')!.client_id })
  expect(actions.edits.get('n1')).toMatchObject({ text: 'Too late', state: 'failed', problem: 'The day is over.' })
  actions.edit('k1', 'n1', 'Once more', [])
  expect(sender.pending('k1').map(({ command }) => command.type === 'edit' && command.text)).toEqual(['Once more'])
  sender.refuse({ type: 'error', code: 'edit_closed', message: 'Still.', client_id: actions.edits.get('n1')!.client_id })
  actions.dropEdit('n1')
  expect(actions.edits.size).toBe(0)
  expect(sender.pending('k1')).toEqual([])
})
