/** The desk's English words, a file per part of the screen; every other language has exactly these keys (texts.test.ts). */
import accounts from './accounts'
import frame from './frame'
import queue from './queue'
import search from './search'
import talk from './talk'
import composer from './composer'
import customer from './customer'
import emergency from './emergency'
import commands from './commands'
import clocks from './clocks'
import pages from './pages'
import settings from './settings'
import translate from './translate'

const en = { ...accounts, ...frame, ...queue, ...search, ...talk, ...composer, ...customer, ...emergency, ...commands, ...clocks, ...pages, ...settings, ...translate }

type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

/** The shape of a catalogue: the same keys, any words. */
export type Catalogue = Texts<typeof en>
export default en as Catalogue
