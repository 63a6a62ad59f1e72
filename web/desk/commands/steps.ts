/** The second choice of a command: to whom, to which team, which reply. */
import { MessageSquareQuote, UsersRound } from '@lucide/vue'
import { computed, type Ref, watch } from 'vue'

import type { Conversation, Person } from '@/api/types'

import { suggest } from '../lib/canned'
import { useActions } from '../stores/actions'
import { useCanned } from '../stores/canned'
import { byPresence, serves, usePeople } from '../stores/people'
import { useSession } from '../stores/session'
import { useTalks } from '../stores/talks'
import { useWhere } from '../where'
import { hands } from './hands'
import type { Phrases } from './phrases'
import type { Act, Step, StepName } from './types'

export function useStep(name: Ref<StepName | null>, { t }: Phrases) {
  const people = usePeople()
  const canned = useCanned()
  const actions = useActions()
  const session = useSession()
  const talks = useTalks()
  const { id } = useWhere()
  const conversation = computed(() => talks.head(id.value))

  watch(name, (wanted) => {
    if (wanted === 'canned' && conversation.value) canned.want(conversation.value.brand)
    else if (wanted) void people.want()
  })

  const person = (of: Conversation, agent: Person): Act => ({
    id: `assign ${agent.id}`, group: 'people', label: agent.name, words: [], hint: t(`presence.${agent.presence}`),
    person: { name: agent.name, kind: 'agent', presence: agent.presence }, run: () => actions.assign(of, agent),
  })

  function colleagues(of: Conversation): Act[] {
    return (people.people?.agents ?? []).filter((agent) => agent.id !== of.assignee?.id && agent.id !== session.me?.id).sort(byPresence).map((agent) => person(of, agent))
  }

  function teams(of: Conversation): Act[] {
    return (people.people?.teams ?? []).filter((team) => serves(team, of.brand)).map((team): Act => ({
      id: `team ${team.id}`, group: 'teams', icon: UsersRound, label: team.name, words: [], run: () => hands.value?.transfer(team),
    }))
  }

  /** In the customer's language first, as the composer's own list has them. */
  function replies(of: Conversation): Act[] {
    return suggest(canned.shelves.get(of.brand)?.replies ?? [], '', of.locale).map((reply): Act => ({
      id: `canned ${reply.id}`, group: 'replies', prose: true, icon: MessageSquareQuote, label: reply.title, lang: reply.locale, detail: reply.text, words: [reply.shortcut, `/${reply.shortcut}`],
      hint: `/${reply.shortcut}`, run: () => hands.value?.insert(reply),
    }))
  }

  const peopleState = computed(() => (people.people ? 'ready' : people.failed ? 'failed' : 'loading'))

  return computed<Step | null>(() => {
    const of = conversation.value
    if (!name.value || !of) return null
    const retry = () => void people.want()
    switch (name.value) {
      case 'assign':
        return { name: 'assign', choices: colleagues(of), state: peopleState.value, retry }
      case 'team':
        return { name: 'team', choices: teams(of), state: peopleState.value, retry }
      case 'canned':
        return { name: 'canned', choices: replies(of), state: canned.shelves.get(of.brand)?.state ?? 'loading', retry: () => void canned.load(of.brand) }
    }
  })
}
