/** The four things that cannot wait. Each opens a conversation with words to complete; nothing is sent unseen. */
import type { Outline } from '../icons'
import { arrowDownToLine, arrowUpFromLine, keyRound, shieldAlert } from '../icons'
import { t } from '../texts'

export interface Tile {
  icon: Outline
  name: string
  ask: string
  grave: boolean
}

export const tiles = (): Tile[] => [
  { icon: arrowDownToLine, name: t('tile_deposit'), ask: t('ask_deposit'), grave: false },
  { icon: arrowUpFromLine, name: t('tile_withdrawal'), ask: t('ask_withdrawal'), grave: false },
  { icon: keyRound, name: t('tile_2fa'), ask: t('ask_2fa'), grave: false },
  { icon: shieldAlert, name: t('tile_risk'), ask: t('ask_risk'), grave: true },
]
