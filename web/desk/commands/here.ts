/** What can be done with the conversation in sight, as its buttons and keys do it. */
import { ArrowRight, CircleCheck, ClipboardList, FileArchive, Funnel, Link2, ListChecks, ListFilter, Merge, PanelLeft, PanelRight, Reply, RotateCcw, Split, Shield, StickyNote, TicketPlus, UserCheck, UserPlus, UsersRound, Waypoints, Zap } from '@lucide/vue'
import { computed } from 'vue'

import type { Conversation } from '@/api/types'

import { type Deed, deedsOf } from '../lib/deeds'
import { useActions } from '../stores/actions'
import { useSession } from '../stores/session'
import { useTalks } from '../stores/talks'
import { useTickets } from '../tickets/store'
import { useWhere } from '../where'
import { hands, type Hands } from './hands'
import type { Phrases } from './phrases'
import type { Choice } from './types'

const DEED_ICONS = { ask: ClipboardList, merge: Merge, tie: Waypoints, split: Split, bundle: FileArchive } satisfies Record<Deed, unknown>

export function useHere({ named }: Phrases) {
  const actions = useActions()
  const session = useSession()
  const talks = useTalks()
  const tickets = useTickets()
  const { id } = useWhere()
  const group = 'here'

  function assigning(conversation: Conversation): Choice[] {
    if (actions.isBusy('assign', conversation.id)) return []
    const mine = conversation.assignee?.id === session.me?.id
    const toMe: Choice = { id: 'assign-me', group, icon: UserCheck, keys: ['A'], ...named((say) => say('talk.assign'), 'commands.words.assign'), run: () => actions.assignToMe(conversation) }
    const toOther: Choice = { id: 'assign', group, icon: UserPlus, step: 'assign', ...named((say) => say('commands.assign'), 'commands.words.assign') }
    return mine ? [toOther] : [toMe, toOther]
  }

  function transferring(conversation: Conversation, lent: Hands): Choice[] {
    if (actions.isBusy('transfer', conversation.id)) return []
    return [
      { id: 'transfer', group, icon: ArrowRight, keys: ['T'], ...named((say) => say('commands.transfer'), 'commands.words.transfer'), run: () => lent.transfer() },
      { id: 'team', group, icon: UsersRound, step: 'team', ...named((say) => say('commands.team'), 'commands.words.transfer') },
    ]
  }

  const protecting = (lent: Hands): Choice[] => [{ id: 'protect', group, icon: Shield, keys: ['P'], ...named((say) => say('commands.protect'), 'commands.words.protect'), run: () => lent.protect() }]

  function toggling(conversation: Conversation): Choice[] {
    if (actions.isBusy('close', conversation.id) || actions.isBusy('reopen', conversation.id)) return []
    const shown = conversation.status === 'open'
      ? { id: 'close', icon: CircleCheck, ...named((say) => say('commands.close'), 'commands.words.close') }
      : { id: 'reopen', icon: RotateCcw, ...named((say) => say('commands.reopen'), 'commands.words.reopen') }
    return [{ ...shown, group, keys: ['E'], run: () => actions.toggle(conversation) }]
  }

  function writing(lent: Hands): Choice[] {
    return [
      { id: 'reply', group, icon: Reply, keys: ['R'], ...named((say) => say('commands.reply'), 'commands.words.reply'), run: () => lent.write('reply') },
      { id: 'note', group, icon: StickyNote, keys: ['N'], ...named((say) => say('commands.note'), 'commands.words.note'), run: () => lent.write('note') },
      { id: 'canned', group, icon: Zap, step: 'canned', ...named((say) => say('commands.canned'), 'commands.words.canned') },
    ]
  }

  const ticketing = (lent: Hands): Choice[] => [{ id: 'ticket', group, icon: TicketPlus, keys: ['C'], ...named((say) => say('commands.ticket'), 'commands.words.ticket'), run: () => lent.ticket() }]

  /** What can be done with the ticket that the conversation is. */
  function working(conversation: Conversation, lent: Hands): Choice[] {
    const ticket = tickets.held.get(conversation.id)?.ticket
    if (!ticket) return []
    return deedsOf(ticket, session.leads).map(({ name, keys }) => ({
      id: `ticket-${name}`, group, icon: DEED_ICONS[name], keys, ...named((say) => say(`commands.deed.${name}`), `commands.words.deed.${name}`), run: () => lent.work(name),
    }))
  }

  function looking(lent: Hands): Choice[] {
    const shown = lent.panel()
    const link: Choice = { id: 'link', group, icon: Link2, ...named((say) => say('talk.copyLink'), 'commands.words.link'), run: () => void actions.copyLink() }
    const pane = named((say) => say(shown ? 'commands.hideCustomer' : 'commands.showCustomer'), 'commands.words.customer')
    return [{ id: 'customer', group, icon: PanelRight, keys: ['I'], ...pane, run: lent.togglePanel }, link]
  }

  return computed<Choice[]>(() => {
    const lent = hands.value
    const conversation = talks.head(id.value)
    if (!lent || !conversation) return []
    const open = conversation.status === 'open'
    return [
      ...writing(lent), ...(open ? [...assigning(conversation), ...transferring(conversation, lent)] : []),
      ...ticketing(lent), ...working(conversation, lent), ...protecting(lent), ...toggling(conversation), ...looking(lent),
    ]
  })
}

/** The list's own: what narrows it, what chooses in it, and whether it is shown. */
export function useFilter({ named }: Phrases) {
  return computed<Choice[]>(() => {
    const lent = hands.value
    if (!lent) return []
    const fold = lent.queueFolded() ? 'panes.showQueue' : 'panes.hideQueue'
    return [
      { id: 'narrow', group: 'go', icon: Funnel, keys: ['F'], ...named((say) => say('help.keys.narrow'), 'commands.words.narrow'), run: lent.narrow },
      { id: 'filter', group: 'go', icon: ListFilter, keys: ['Q'], ...named((say) => say('help.keys.filter'), 'commands.words.filter'), run: lent.filter },
      { id: 'choose', group: 'go', icon: ListChecks, keys: ['X'], ...named((say) => say('bulk.choose'), 'commands.words.choose'), run: lent.choose },
      { id: 'fold-queue', group: 'look', icon: PanelLeft, keys: ['['], ...named((say) => say(fold), 'commands.words.fold'), run: lent.foldQueue },
    ]
  })
}
