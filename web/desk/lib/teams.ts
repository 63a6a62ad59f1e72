/** What a team is called where kinds of tickets name it by its code: the one place that knows. */
import { usePeople } from '../stores/people'
import { i18n } from '../texts'

/** What the brand's own team with this code is called, else as delivered; a code that nobody knows is shown as it is. */
export function teamName(code: string, brand?: string): string {
  const own = code ? usePeople().people?.teams.find((one) => one.code === code && (!brand || one.brand === brand)) : undefined
  if (own) return own.name
  const key = `teamNames.${code}`
  return code && i18n.global.te(key) ? i18n.global.t(key) : code
}
