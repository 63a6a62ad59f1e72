/** 客服工作台的简体中文文案；键与 en 完全一致。 */
import type { Catalogue } from '../en'

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

const zh: Catalogue = { ...accounts, ...frame, ...queue, ...search, ...talk, ...composer, ...customer, ...emergency, ...commands, ...clocks, ...pages, ...settings, ...translate }

export default zh
