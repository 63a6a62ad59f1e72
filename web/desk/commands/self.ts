/** What an agent sets for himself: presence, colours, language; help, and the way out. */
import { CircleQuestionMark, Languages, LogOut } from '@lucide/vue'
import { computed } from 'vue'

import { THEME_ICONS } from '../rail/icons'
import { useActions } from '../stores/actions'
import { THEMES, usePrefs } from '../stores/prefs'
import { PRESENCES, useSession } from '../stores/session'
import { LOCALE_NAMES, LOCALES } from '../texts'
import type { Phrases } from './phrases'
import type { Choice } from './types'

export function useSelf({ named }: Phrases, help: () => void) {
  const actions = useActions()
  const session = useSession()
  const prefs = usePrefs()

  const presences = computed(() => PRESENCES.filter((one) => one !== session.me?.presence).map((one): Choice => ({
    id: `presence ${one}`, group: 'you', dot: one, ...named((say) => say('commands.set', { what: say('nav.presence'), to: say(`presence.${one}`) }), `commands.words.presence.${one}`),
    run: () => void actions.setPresence(one),
  })))
  const themes = computed(() => THEMES.filter((one) => one !== prefs.theme).map((one): Choice => ({
    id: `theme ${one}`, group: 'look', icon: THEME_ICONS[one], ...named((say) => say('commands.set', { what: say('nav.theme'), to: say(`theme.${one}`) }), 'commands.words.theme'),
    run: () => { prefs.theme = one },
  })))
  const languages = computed(() => LOCALES.filter((one) => one !== prefs.locale).map((one): Choice => ({
    id: `language ${one}`, group: 'look', icon: Languages, ...named((say) => say('commands.set', { what: say('nav.language'), to: LOCALE_NAMES[one] }), 'commands.words.language'),
    run: () => { prefs.locale = one },
  })))
  const rest = computed((): Choice[] => [
    { id: 'help', group: 'more', icon: CircleQuestionMark, keys: ['?'], ...named((say) => say('nav.help'), 'commands.words.help'), run: help },
    { id: 'sign-out', group: 'more', icon: LogOut, unkept: true, ...named((say) => say('nav.signOut'), 'commands.words.signOut'), run: () => void actions.signOut() },
  ])

  return computed<Choice[]>(() => [...presences.value, ...themes.value, ...languages.value, ...rest.value])
}
