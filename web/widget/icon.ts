/** Draws an outline of `icons.ts`. Decoration only: what it means is said by the text or the label beside it. */
import { type FunctionalComponent, h } from 'vue'

import type { Outline } from './icons'

const Icon: FunctionalComponent<{ of: Outline }> = ({ of }) =>
  h(
    'svg',
    { class: 'i', viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.75, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' },
    of.map(([name, attributes]) => h(name, attributes)),
  )
Icon.props = ['of']

export default Icon
