/** Teams of a brand, for admins: docs/protocol.md, section 3.2. */
import { call } from './desk'
import { query } from './http'

export interface TeamContent {
  name: string
  /** What customers are told it is called; empty: nothing. */
  public_name: string
  /** By which kinds of tickets name it; empty: none does. */
  code: string
  closed: boolean
}

export interface OwnTeam extends TeamContent {
  id: string
  retired_at: string | null
  members: { id: string; name: string }[]
}

const TEAMS = '/api/desk/teams'
const one = (id: string) => `${TEAMS}/${encodeURIComponent(id)}`

export async function listTeams(brand: string): Promise<OwnTeam[]> {
  return (await call<{ teams: OwnTeam[] }>(`${TEAMS}${query({ brand })}`)).teams
}

export function addTeam(brand: string, content: TeamContent, members: readonly string[]): Promise<OwnTeam> {
  return call(TEAMS, { body: { brand, ...content, members } })
}

/** All that it is from now on. */
export function putTeam(id: string, content: TeamContent, members: readonly string[]): Promise<OwnTeam> {
  return call(one(id), { method: 'PUT', body: { ...content, members } })
}

export function retireTeam(id: string, retired: boolean): Promise<OwnTeam> {
  return call(`${one(id)}/retired`, { method: 'PUT', body: { retired } })
}
