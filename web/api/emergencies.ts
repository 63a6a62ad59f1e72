/** What rings on the desk, the freeze, who is on call and where one is called: docs/protocol.md, section 3.2.13. */
import { call } from './desk'

const at = encodeURIComponent

export interface Freeze {
  state: 'asked' | 'frozen' | 'unreached'
  asked_at: string
  frozen_at: string | null
}

export interface Ringing {
  id: string
  conversation: string
  brand: string
  customer: { id: string; name: string; verified: boolean }
  locale: string
  pressed_at: string
  calls: number
  people: number
  freeze: Freeze | null
}

export interface CallDevice {
  id: string
  name: string
  created_at: string
}

export async function listRinging(): Promise<Ringing[]> {
  return (await call<{ emergencies: Ringing[] }>('/api/desk/emergencies')).emergencies
}

export function takeEmergency(id: string): Promise<{ id: string; conversation: string }> {
  return call(`/api/desk/emergencies/${at(id)}/take`, { method: 'POST' })
}

export function getFreeze(conversation: string): Promise<{ possible: boolean; freeze: Freeze | null }> {
  return call(`/api/desk/conversations/${at(conversation)}/freeze`)
}

export async function freezeAccount(conversation: string): Promise<Freeze> {
  return (await call<{ freeze: Freeze }>(`/api/desk/conversations/${at(conversation)}/freeze`, { method: 'POST' })).freeze
}

export async function listOnCall(brand: string): Promise<string[]> {
  return (await call<{ agents: string[] }>(`/api/desk/on-call/${at(brand)}`)).agents
}

export async function putOnCall(brand: string, agents: string[]): Promise<string[]> {
  return (await call<{ agents: string[] }>(`/api/desk/on-call/${at(brand)}`, { method: 'PUT', body: { agents } })).agents
}

/** `key`: what a browser is to be subscribed with; null where nobody is called by browser. */
export function getCalls(): Promise<{ key: string | null; devices: CallDevice[] }> {
  return call('/api/desk/calls')
}

export function allowCalls({ endpoint, keys }: PushSubscriptionJSON, locale: string): Promise<CallDevice> {
  return call('/api/desk/calls', { method: 'PUT', body: { endpoint, keys, locale } })
}

export function removeCalls(id: string): Promise<void> {
  return call(`/api/desk/calls/${at(id)}`, { method: 'DELETE' })
}
