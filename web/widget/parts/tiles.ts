/** What is offered first: the brand's own tiles, else the four things that cannot wait. Nothing is sent unseen. */
import type { HomeTile } from '@/api/types'

import type { Outline } from '../icons'
import * as icons from '../icons'
import { home } from '../state/home'
import { t } from '../texts'

/** The names a brand may choose from: `ICONS` in src/fairlead/brands/rules.py. */
export const TILE_ICONS: Readonly<Record<string, Outline>> = {
  deposit: icons.arrowDownToLine,
  withdrawal: icons.arrowUpFromLine,
  key: icons.keyRound,
  alert: icons.shieldAlert,
  shield: icons.shieldCheck,
  fees: icons.badgePercent,
  identity: icons.idCard,
  wallet: icons.wallet,
  document: icons.fileText,
  book: icons.bookOpen,
  chat: icons.messageCircle,
  clock: icons.clock,
  person: icons.headset,
  lock: icons.lock,
  site: icons.externalLink,
}

const own = (): HomeTile[] => [
  { icon: 'deposit', title: t('tile_deposit'), ask: t('ask_deposit'), grave: false },
  { icon: 'withdrawal', title: t('tile_withdrawal'), ask: t('ask_withdrawal'), grave: false },
  { icon: 'key', title: t('tile_2fa'), ask: t('ask_2fa'), grave: false },
  { icon: 'alert', title: t('tile_risk'), ask: t('ask_risk'), grave: true },
]

export const tiles = (): readonly HomeTile[] => home.value?.tiles ?? own()
