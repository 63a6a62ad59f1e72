import { createApp, h, nextTick } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'

import { go, route } from '../state/route'
import { setLocale } from '../texts'
import { laterPage } from './later'

beforeEach(() => setLocale('en'))

test('a page that does not come says so, leads back, and is tried again when it is asked for again', async () => {
  const Page = { render: () => h('h1', 'Here it is') }
  const load = vi.fn<() => Promise<{ default: typeof Page }>>().mockRejectedValueOnce(new TypeError('network')).mockResolvedValue({ default: Page })
  const Later = laterPage(load)
  const root = document.body.appendChild(document.createElement('div'))
  const app = createApp({ render: () => (route.value.view === 'history' ? h(Later) : h('h1', 'Home')) })
  app.config.errorHandler = () => undefined
  app.mount(root)
  go({ view: 'history' })
  await vi.waitFor(() => expect(root.querySelector('[role=alert]')?.textContent).toContain('That did not work.'))
  root.querySelector('button')!.click()
  await nextTick()
  expect(root.textContent).toBe('Home')
  go({ view: 'history' })
  await vi.waitFor(() => expect(root.textContent).toBe('Here it is'))
  app.unmount()
})
