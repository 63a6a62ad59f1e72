/** The addresses of the desk: what is seen is named in the address bar, and only who is signed in sees it. */
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'

import type { View } from '@/api/types'

import { VIEWS } from './queue/rules'
import { useSession } from './stores/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key under `title` in the catalogues. */
    title: 'signIn' | 'articles' | 'article' | 'today' | 'topics' | 'searches' | 'gaps' | 'bot' | 'places' | 'queue' | 'search' | 'mentions' | 'settings' | 'jobs' | 'canned' | 'account' | 'agents' | 'teams' | 'tickets' | 'tasks' | 'taxonomy' | 'ratings' | 'appeals' | 'hours' | 'board' | 'webhooks' | 'rules' | 'roster' | 'promises' | 'missing'
    open?: boolean
    /** `talks`: who sees conversations. */
    needs?: 'lead' | 'admin' | 'talks' | 'write' | 'publish'
  }
}

/** What nearly everybody comes for: asked for at once, while the server says who that is. */
const frame = () => import('./pages/Frame.vue')
const workspace = () => import('./pages/Workspace.vue')
/** All that editors use, in one file of its own: who answers customers need not load it. */
const articles = () => import('./articles')
/** Tickets, their kinds, and making them. */
const tickets = () => import('./tickets')
const ratings = () => import('./ratings')
/** The lead's live board. */
const board = () => import('./board')
/** When people are there. */
const hours = () => import('./hours')
/** Who works when. */
const roster = () => import('./roster')
/** Who works together. */
const teams = () => import('./teams')
/** Which systems of the exchange are told what happens. */
const webhooks = () => import('./webhooks')
/** What is done by itself. */
const rules = () => import('./rules')
const promises = () => import('./promises')
export const fetchFirst = () => Promise.allSettled([frame(), workspace()])

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/', redirect: home },
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { title: 'signIn', open: true } },
    {
      path: '/',
      component: frame,
      children: [
        { path: `:view(${VIEWS.join('|')})/:id?`, name: 'queue', component: workspace, meta: { title: 'queue', needs: 'talks' } },
        { path: 'search/:id?', name: 'search', component: workspace, meta: { title: 'search', needs: 'talks' } },
        { path: 'mentions', name: 'mentions', component: () => import('./pages/Mentions.vue'), meta: { title: 'mentions', needs: 'talks' } },
        { path: 'board', name: 'board', component: () => board().then((all) => all.BoardPage), meta: { title: 'board', needs: 'lead' } },
        { path: 'appeals', name: 'appeals', component: () => import('./conduct').then((all) => all.AppealsPage), meta: { title: 'appeals', needs: 'lead' } },
        { path: 'tickets', name: 'tickets', component: () => tickets().then((all) => all.TicketsPage), meta: { title: 'tickets', needs: 'talks' } },
        { path: 'tasks', name: 'tasks', component: () => tickets().then((all) => all.TasksPage), meta: { title: 'tasks', needs: 'talks' } },
        { path: 'admin/taxonomy', name: 'taxonomy', component: () => tickets().then((all) => all.TaxonomyPage), meta: { title: 'taxonomy', needs: 'admin' } },
        { path: 'ratings', name: 'ratings', component: () => ratings().then((all) => all.RatingsPage), meta: { title: 'ratings', needs: 'lead' } },
        { path: 'roster', name: 'roster', component: () => roster().then((all) => all.RosterPage), meta: { title: 'roster', needs: 'talks' } },
        { path: 'admin/hours', name: 'hours', component: () => hours().then((all) => all.HoursPage), meta: { title: 'hours', needs: 'admin' } },
        { path: 'admin/webhooks', name: 'webhooks', component: () => webhooks().then((all) => all.WebhooksPage), meta: { title: 'webhooks', needs: 'admin' } },
        { path: 'admin/rules', name: 'rules', component: () => rules().then((all) => all.RulesPage), meta: { title: 'rules', needs: 'admin' } },
        { path: 'admin/promises', name: 'promises', component: () => promises().then((all) => all.PromisesPage), meta: { title: 'promises', needs: 'lead' } },
        { path: 'admin/jobs', name: 'jobs', component: () => import('./pages/Jobs.vue'), meta: { title: 'jobs', needs: 'admin' } },
        { path: 'admin/agents', name: 'agents', component: () => import('./pages/Agents.vue'), meta: { title: 'agents', needs: 'admin' } },
        { path: 'admin/teams', name: 'teams', component: () => teams().then((all) => all.TeamsPage), meta: { title: 'teams', needs: 'admin' } },
        { path: 'account', name: 'account', component: () => import('./pages/Account.vue'), meta: { title: 'account' } },
        { path: 'settings', name: 'settings', component: () => import('./pages/Settings.vue'), meta: { title: 'settings' } },
        { path: 'canned', name: 'canned', component: () => import('./pages/Canned.vue'), meta: { title: 'canned', needs: 'lead' } },
        { path: 'articles', name: 'articles', component: () => articles().then((all) => all.ArticleList), meta: { title: 'articles', needs: 'write' } },
        { path: 'articles/today', name: 'today', component: () => articles().then((all) => all.Today), meta: { title: 'today', needs: 'write' } },
        { path: 'articles/places', name: 'places', component: () => articles().then((all) => all.Places), meta: { title: 'places', needs: 'write' } },
        { path: 'articles/topics', name: 'topics', component: () => articles().then((all) => all.Topics), meta: { title: 'topics', needs: 'publish' } },
        { path: 'articles/searches', name: 'searches', component: () => articles().then((all) => all.Searches), meta: { title: 'searches', needs: 'write' } },
        { path: 'articles/unanswered', name: 'gaps', component: () => articles().then((all) => all.Gaps), meta: { title: 'gaps', needs: 'write' } },
        { path: 'articles/bot', name: 'bot', component: () => articles().then((all) => all.BotPage), meta: { title: 'bot', needs: 'write' } },
        { path: 'articles/:id', name: 'article', component: () => articles().then((all) => all.ArticlePage), meta: { title: 'article' } },
        { path: ':path(.*)*', name: 'missing', component: () => import('./pages/Missing.vue'), meta: { title: 'missing' } },
      ],
    },
  ],
})

router.beforeEach((to) => {
  const session = useSession()
  if (session.state === 'failed') return true
  if (to.meta.open) return session.state === 'in' ? wanted(to) : true
  if (session.state === 'out') return signIn(to.fullPath)
  const has = { lead: session.leads, admin: session.admin, talks: session.answers, write: session.writes, publish: session.publishes }
  return !to.meta.needs || has[to.meta.needs] ? true : { name: 'missing', params: { path: to.path.slice(1).split('/') } }
})

/** Where each begins; before anybody has signed in, where most do. */
export function home() {
  const session = useSession()
  return session.answers || session.me === null ? { name: 'queue', params: { view: 'mine' } } : { name: 'articles' }
}

export function signIn(next: string) {
  return { name: 'sign-in', query: next === '/' || next === '/mine' ? {} : { next } }
}

/** Where one wanted to go before signing in; only within the desk. */
export function wanted(from: RouteLocationNormalized): string {
  const next = from.query['next']
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/'
}

export function viewOf(route: RouteLocationNormalized): View {
  return VIEWS.find((view) => view === route.params['view']) ?? 'mine'
}
