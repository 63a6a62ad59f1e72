/** What two versions of a ticket differ in, in words, for whoever has to choose between them. */
import { useI18n } from 'vue-i18n'

import { type Change, type Fact, FLAGS, type Given, type Ticket } from '@/api/tickets'

import { inLocale, ownFields, type Part } from './rules'
import { useTickets } from './store'

const valueOf = (one: Fact | Given) => ('typed' in one && one.typed) || one.value || one.missing || one.file || ''

export function useParts() {
  const { t, locale } = useI18n()
  const store = useTickets()

  const status = (code: string) => t(`event.ticket.is.${code}`)
  const category = (code: string, ticket: Ticket) => {
    const found = store.trees.get(ticket.brand)?.categories.find((one) => one.code === code)
    return found ? inLocale(found.labels, locale.value) : code
  }
  const priority = (level: number, ticket: Ticket) => (level ? `P${level}` : t('tickets.computedAs', { priority: ticket.weight.computed }))
  const flags = (of: Partial<Record<(typeof FLAGS)[number], boolean>>) => FLAGS.filter((one) => of[one]).map((one) => t(`tickets.flag.${one}`)).join(', ')
  const fieldName = (key: string, ticket: Ticket) => {
    const found = [...(store.trees.get(ticket.brand)?.fields ?? []), ...ownFields(ticket)].find((one) => one.key === key)
    return found ? inLocale(found.labels, locale.value) : key
  }

  /** `before`: what the agent saw; what neither touched is left out. */
  function ofWork(change: Change, before: Ticket, theirs: Ticket): Part[] {
    return [
      { name: t('tickets.status'), mine: status(change.status ?? before.status), theirs: status(theirs.status) },
      { name: t('tickets.category'), mine: category(change.category ?? before.category.code, before), theirs: category(theirs.category.code, theirs) },
      { name: t('tickets.priority'), mine: priority(change.priority ?? before.priority, before), theirs: priority(theirs.priority, theirs) },
      { name: t('tickets.flags'), mine: flags({ ...before.weight.flags, ...change.flags }), theirs: flags(theirs.weight.flags) },
      { name: t('tickets.complete'), mine: `${before.complete} %`, theirs: `${theirs.complete} %` },
    ].filter((part) => part.mine !== part.theirs)
  }

  function ofFacts(field: string, given: readonly Given[], before: Ticket, theirs: Ticket): Part[] {
    const now = theirs.evidence.filter((one) => one.field === field).map(valueOf).join('\n')
    return [{ name: fieldName(field, theirs), mine: given.map(valueOf).join('\n'), theirs: now }, ...ofWork({}, before, theirs).filter((part) => part.name !== t('tickets.complete'))]
  }

  return { ofWork, ofFacts, fieldName }
}
