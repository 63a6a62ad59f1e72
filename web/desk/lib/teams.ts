/** What a team is called where kinds of tickets name it by its code: the one place that knows. */
import { i18n } from '../texts'

/** A brand's own code, or a name that is none, is shown as it is. */
export function teamName(code: string): string {
  const key = `teamNames.${code}`
  return code && i18n.global.te(key) ? i18n.global.t(key) : code
}
