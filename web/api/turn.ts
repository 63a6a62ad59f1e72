/** Who waits and wants to be told when it is his turn: docs/protocol.md, section 3.1. Comes with the part of the widget that asks. */
import { call } from './http'

const path = (conversation: string) => `/api/conversations/${encodeURIComponent(conversation)}/turn`

export async function getTurn(session: string, conversation: string): Promise<boolean> {
  return (await call<{ tell: boolean }>(path(conversation), { session })).tell
}

export async function putTurn(session: string, conversation: string, tell: boolean, locale: string): Promise<boolean> {
  return (await call<{ tell: boolean }>(path(conversation), { method: 'PUT', body: { tell }, session, locale })).tell
}
