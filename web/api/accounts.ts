/** Accounts of those who work here: one's own, and for admins everybody's. docs/protocol.md, section 3.2. */
import { call } from './desk'
import { query } from './http'
import type { Account, NewAccount, OpenSession, Role } from './types'

const agent = (id: string) => `/api/desk/agents/${encodeURIComponent(id)}`

export function changePassword(current: string, password: string): Promise<void> {
  return call('/api/desk/password', { method: 'PUT', body: { current, password } })
}

export async function listSessions(): Promise<OpenSession[]> {
  return (await call<{ sessions: OpenSession[] }>('/api/desk/sessions')).sessions
}

export function endSession(id: string): Promise<void> {
  return call(`/api/desk/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

/** All but the one at hand. */
export function endOtherSessions(): Promise<void> {
  return call(`/api/desk/sessions${query({ keep_this: 'true' })}`, { method: 'DELETE' })
}

export async function listAccounts(): Promise<Account[]> {
  return (await call<{ agents: Account[] }>('/api/desk/agents')).agents
}

export function addAccount(account: NewAccount): Promise<Account> {
  return call('/api/desk/agents', { body: account })
}

export function putPassword(id: string, password: string): Promise<void> {
  return call(`${agent(id)}/password`, { method: 'PUT', body: { password } })
}

export function putName(id: string, name: string): Promise<Account> {
  return call(`${agent(id)}/name`, { method: 'PUT', body: { name } })
}

export function putRole(id: string, role: Role): Promise<Account> {
  return call(`${agent(id)}/role`, { method: 'PUT', body: { role } })
}

export function putActive(id: string, active: boolean): Promise<Account> {
  return call(`${agent(id)}/active`, { method: 'PUT', body: { active } })
}

/** `brands` are keys, `teams` ids: all that the agent has from now on. */
export function putBrands(id: string, brands: string[], teams: string[]): Promise<Account> {
  return call(`${agent(id)}/brands`, { method: 'PUT', body: { brands, teams } })
}

export function signOutAgent(id: string): Promise<void> {
  return call(`${agent(id)}/sessions`, { method: 'DELETE' })
}
