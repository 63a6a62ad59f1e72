/** The agents' desk. Styles and nonce first: whatever is drawn afterwards stands on them. */
import './nonce'
import '@/shared/tokens.css'
import '@/shared/base.css'
import './styles/desk.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { sweepDrafts } from './composer/drafts'
import { fetchFirst, router } from './router'
import { usePrefs } from './stores/prefs'
import { useSession } from './stores/session'
import { i18n } from './texts'

const app = createApp(App).use(createPinia()).use(i18n)
void fetchFirst()
await Promise.all([usePrefs().start(), useSession().load()])
app.use(router)
app.mount('#app')
sweepDrafts()
