/** To whom a conversation can go: a colleague or a team, as the list of `RecipientPicker.vue` shows and finds them. */
import type { Person, Team } from '@/api/types'

export type Recipient = { key: string; name: string } & ({ agent: Person } | { team: Team })

export const toAgent = (agent: Person): Recipient => ({ key: `agent ${agent.id}`, name: agent.name, agent })
export const toTeam = (team: Team): Recipient => ({ key: `team ${team.id}`, name: team.name, team })
