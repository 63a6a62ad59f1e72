/** Where one can go: views, pages, brands, and the conversations that the lists hold. */
import { Activity, Archive, AtSign, BookOpenText, FilePlus, FolderTree, Hourglass, Inbox, KeyRound, Layers, ListChecks, ListTodo, MapPin, MessageSquareQuote, MessagesSquare, Scale, Settings, Settings2, Star, TextSearch, Ticket, UserRoundX, UsersRound, Wrench, Zap } from '@lucide/vue'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import type { Conversation, View } from '@/api/types'

import { countText, VIEWS } from '../queue/rules'
import { useQueue } from '../stores/queue'
import { useSession } from '../stores/session'
import { useWhere } from '../where'
import type { Phrases } from './phrases'
import type { Choice } from './types'

const ICONS: Record<View, typeof Inbox> = { mine: Inbox, waiting: Hourglass, unassigned: UserRoundX, open: MessagesSquare, closed: Archive }

export function usePlaces({ named, locale }: Phrases) {
  const queue = useQueue()
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const { view, show } = useWhere()
  const group = 'go'

  const views = computed(() => VIEWS.filter((one) => session.answers && (route.name !== 'queue' || one !== view.value)).map((one): Choice => ({
    id: `view ${one}`, group, icon: ICONS[one], keys: [String(VIEWS.indexOf(one) + 1)],
    ...named((say) => say('commands.goTo', { place: say(`queue.view.${one}`) }), `commands.words.view.${one}`),
    hint: queue.counts ? countText(queue.counts[one], locale.value) : undefined,
    run: () => void show(one),
  })))

  const pages = computed(() => {
    const all: (Choice & { id: string; allowed: boolean })[] = [
      { id: 'search-page', allowed: session.answers, group, icon: TextSearch, keys: ['/'], ...named((say) => say('commands.searchPage'), 'commands.words.search'), run: () => void router.push({ name: 'search' }) },
      { id: 'mentions-page', allowed: session.answers, group, icon: AtSign, ...named((say) => say('commands.goTo', { place: say('nav.mentions') }), 'commands.words.mentions'), run: () => void router.push({ name: 'mentions' }) },
      { id: 'board-page', allowed: session.leads, group, icon: Activity, ...named((say) => say('commands.goTo', { place: say('title.board') }), 'commands.words.board'), run: () => void router.push({ name: 'board' }) },
      { id: 'appeals-page', allowed: session.leads, group, icon: Scale, ...named((say) => say('commands.goTo', { place: say('title.appeals') }), 'commands.words.appeals'), run: () => void router.push({ name: 'appeals' }) },
      { id: 'tickets-page', allowed: session.answers, group, icon: Ticket, ...named((say) => say('commands.goTo', { place: say('nav.tickets') }), 'commands.words.tickets'), run: () => void router.push({ name: 'tickets' }) },
      { id: 'tasks-page', allowed: session.answers, group, icon: ListChecks, ...named((say) => say('commands.goTo', { place: say('title.tasks') }), 'commands.words.tasks'), run: () => void router.push({ name: 'tasks' }) },
      { id: 'taxonomy-page', allowed: session.admin, group, icon: Settings2, ...named((say) => say('commands.goTo', { place: say('title.taxonomy') }), 'commands.words.taxonomy'), run: () => void router.push({ name: 'taxonomy' }) },
      { id: 'ratings-page', allowed: session.leads, group, icon: Star, ...named((say) => say('commands.goTo', { place: say('title.ratings') }), 'commands.words.ratings'), run: () => void router.push({ name: 'ratings' }) },
      { id: 'hours-page', allowed: session.admin, group, icon: Settings2, ...named((say) => say('commands.goTo', { place: say('title.hours') }), 'commands.words.hours'), run: () => void router.push({ name: 'hours' }) },
      { id: 'roster-page', allowed: session.answers, group, icon: Settings2, ...named((say) => say('commands.goTo', { place: say('title.roster') }), 'commands.words.roster'), run: () => void router.push({ name: 'roster' }) },
      { id: 'webhooks-page', allowed: session.admin, group, icon: Settings2, ...named((say) => say('commands.goTo', { place: say('title.webhooks') }), 'commands.words.webhooks'), run: () => void router.push({ name: 'webhooks' }) },
      { id: 'rules-page', allowed: session.admin, group, icon: Zap, ...named((say) => say('commands.goTo', { place: say('title.rules') }), 'commands.words.rules'), run: () => void router.push({ name: 'rules' }) },
      { id: 'promises-page', allowed: session.leads, group, icon: Settings2, ...named((say) => say('commands.goTo', { place: say('title.promises') }), 'commands.words.promises'), run: () => void router.push({ name: 'promises' }) },
      { id: 'articles-page', allowed: session.writes, group, icon: BookOpenText, ...named((say) => say('commands.goTo', { place: say('nav.articles') }), 'commands.words.articles'), run: () => void router.push({ name: 'articles' }) },
      { id: 'articles-review', allowed: session.publishes, group, icon: BookOpenText, ...named((say) => say('commands.review'), 'commands.words.review'), run: () => void router.push({ name: 'articles', query: { state: 'review' } }) },
      { id: 'articles-new', allowed: session.writes, group, icon: FilePlus, ...named((say) => say('commands.newArticle'), 'commands.words.newArticle'), run: () => void router.push({ name: 'articles', query: { new: '1' } }) },
      { id: 'today-page', allowed: session.writes, group, icon: ListTodo, ...named((say) => say('commands.goTo', { place: say('nav.today') }), 'commands.words.today'), run: () => void router.push({ name: 'today' }) },
      { id: 'places-page', allowed: session.writes, group, icon: MapPin, ...named((say) => say('commands.goTo', { place: say('nav.places') }), 'commands.words.places'), run: () => void router.push({ name: 'places' }) },
      { id: 'topics-page', allowed: session.publishes, group, icon: FolderTree, ...named((say) => say('commands.goTo', { place: say('nav.topics') }), 'commands.words.topics'), run: () => void router.push({ name: 'topics' }) },
      { id: 'canned-page', allowed: session.leads, group, icon: MessageSquareQuote, ...named((say) => say('commands.goTo', { place: say('nav.canned') }), 'commands.words.canned'), run: () => void router.push({ name: 'canned' }) },
      { id: 'agents-page', allowed: session.admin, group, icon: UsersRound, ...named((say) => say('commands.goTo', { place: say('nav.agents') }), 'commands.words.agents'), run: () => void router.push({ name: 'agents' }) },
      { id: 'teams-page', allowed: session.admin, group, icon: UsersRound, ...named((say) => say('commands.goTo', { place: say('title.teams') }), 'commands.words.teams'), run: () => void router.push({ name: 'teams' }) },
      { id: 'jobs-page', allowed: session.admin, group, icon: Wrench, ...named((say) => say('commands.goTo', { place: say('nav.jobs') }), 'commands.words.jobs'), run: () => void router.push({ name: 'jobs' }) },
      { id: 'account-page', allowed: true, group, icon: KeyRound, ...named((say) => say('commands.goTo', { place: say('nav.myAccount') }), 'commands.words.account'), run: () => void router.push({ name: 'account' }) },
      { id: 'settings-page', allowed: true, group, icon: Settings, ...named((say) => say('commands.goTo', { place: say('nav.settings') }), 'commands.words.settings'), run: () => void router.push({ name: 'settings' }) },
    ]
    return all.filter((page) => page.allowed && page.id !== `${String(route.name)}-page`)
  })

  return computed<Choice[]>(() => [...views.value, ...pages.value])
}

export function useBrands({ named }: Phrases) {
  const session = useSession()
  const route = useRoute()
  const { brand, go } = useWhere()

  return computed<Choice[]>(() => {
    const brands = session.me?.brands ?? []
    if (brands.length < 2 || route.name !== 'queue') return []
    const all: Choice = { id: 'brand', group: 'brand', icon: Layers, ...named((say) => say('commands.allBrands'), 'commands.words.brand'), run: () => void go({ brand: null }) }
    const others = brands.filter((one) => one.key !== brand.value).map((one): Choice => ({
      id: `brand ${one.key}`, group: 'brand', icon: Layers, ...named((say) => say('commands.onlyBrand', { brand: one.name }), 'commands.words.brand'), run: () => void go({ brand: one.key }),
    }))
    return brand.value ? [all, ...others] : others
  })
}

export function useHeldTalks({ t }: Phrases) {
  const queue = useQueue()
  const session = useSession()
  const { id, go } = useWhere()

  const brandName = (key: string) => session.me?.brands.find((one) => one.key === key)?.name ?? key
  const state = ({ status, handler, assignee }: Conversation) => {
    if (status === 'closed') return t('talk.closed')
    return t(`queue.handler.${handler}`, { name: assignee?.id === session.me?.id ? t('queue.you') : (assignee?.name ?? t('queue.nobody')) })
  }
  const open = (wanted: string) => () => void go({ id: wanted })

  const held = computed<Choice[]>(() => {
    const known = new Map([...queue.lists.values()].flatMap((list) => list.items.map((item) => [item.id, item] as const)))
    return [...known.values()].map((one): Choice => {
      const name = one.customer?.name || t('queue.visitor')
      return {
        // The one in sight is found too, but is nothing to go back to.
        ...(one.id === id.value ? { id: 'talk-here', unkept: true } : { id: `talk ${one.id}` }),
        group: 'talks', prose: true, hidden: true, person: { name, kind: 'customer' }, label: one.subject || t('talk.untitled'), lang: one.locale,
        detail: `${name} · ${brandName(one.brand)}`, words: [], key: one.id, hint: state(one), run: open(one.id),
      }
    })
  })

  /** An id that no list holds: its address is opened all the same. */
  function unheld(wanted: string): Choice {
    return { id: `talk ${wanted}`, group: 'talks', icon: MessagesSquare, label: t('commands.openId'), detail: wanted, words: [], key: wanted, run: open(wanted) }
  }

  return { held, unheld }
}

/** What was typed, looked for in everything that was ever said. */
export function useSearchFor({ t }: Phrases) {
  const router = useRouter()
  return (text: string): Choice => ({
    id: 'search-for', group: 'talks', icon: TextSearch, unkept: true, label: t('commands.searchFor', { text }), words: [], keys: [],
    run: () => void router.push({ name: 'search', query: { q: text } }),
  })
}
