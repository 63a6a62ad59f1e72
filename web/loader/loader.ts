/**
 * The script behind the documented one-line snippet, on the exchange's own page: a button, a panel, and the frame in it,
 * which loads on the first sign of intent. At most 3 kB, no framework; works under a strict content policy that allows
 * our origin: styles go through CSSOM, nothing is evaluated.
 */
import type { Envelope, HostSettings, ToFrame, ToHost } from '@/shared/bridge'

import css from './loader.css?inline'
import { dark, light } from 'virtual:tokens'

interface Look {
  accent?: string
  accent_dark?: string
}

interface Fairlead {
  open(): void
  close(): void
  /** Who the customer is now: a fresh signed token, or null when he has signed out. */
  identify(token: string | null): void
  setContext(context: HostSettings['context']): void
  /** The server writes the brand's colours here in front of this script. */
  look?: Look
}

const host = window as unknown as { Fairlead?: Partial<Fairlead> }
const script = document.currentScript as HTMLScriptElement | null
const source = new URL(script?.src ?? location.href)
const brand = /\/w\/([^/]+)\//.exec(source.pathname)?.[1]
const data = script?.dataset ?? {}
const memory = `fairlead:${brand}`

const element = <K extends keyof HTMLElementTagNameMap>(name: K, parent: Node): HTMLElementTagNameMap[K] => parent.appendChild(document.createElement(name))

/** The outline in a new picture, to be given its lines. */
function picture(parent: Node): SVGPathElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  parent.appendChild(svg)
  return svg.appendChild(document.createElementNS(space, 'path'))
}

/** Whether text on this colour has to be dark. */
function isLight(colour: string): boolean {
  const [r = 0, g = 0, b = 0] = (colour.match(/[\da-f]{2}/gi) ?? []).map((part) => (Number.parseInt(part, 16) / 255) ** 2.2)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18
}

function start(): void {
  const root = element('div', document.body)
  const shadow = root.attachShadow({ mode: 'open' })
  const theme = (data['theme'] ?? 'auto') as HostSettings['theme']
  const darkness = matchMedia('(prefers-color-scheme: dark)')
  const isDark = () => (theme === 'auto' ? darkness.matches : theme === 'dark')

  const button = element('button', shadow)
  const panel = element('section', shadow)
  const spoken = (data['locale'] ?? (document.documentElement.lang || navigator.language)).slice(0, 2)
  const label = { zh: '在线客服', es: 'Soporte', ja: 'サポート', ar: 'الدعم' }[spoken] ?? 'Support'
  panel.setAttribute('role', 'dialog')
  panel.setAttribute('aria-label', label)
  const outline = picture(button)
  element('span', button).textContent = label
  const badge = element('b', button)
  if (data['position'] === 'left') button.className = panel.className = 'left'

  let look: Look = host.Fairlead?.look ?? {}
  let frame: HTMLIFrameElement | undefined
  let ready = false
  let isOpen = false
  let waiting: ToFrame[] = []
  let token = data['token'] ?? null
  let count = 0
  /** How the page scrolled before we held it; null while we do not. */
  let overflow: string | null = null

  const sheet = new CSSStyleSheet()
  shadow.adoptedStyleSheets = [sheet]
  function paint(): void {
    const accent = isDark() ? look.accent_dark : look.accent
    sheet.replaceSync(`:host{${light}${isDark() ? dark : ''}}${css}`)
    if (!accent) return
    root.style.setProperty('--accent', accent)
    root.style.setProperty('--accent-ink', isLight(accent) === isDark() ? 'var(--surface)' : 'var(--ink)')
  }

  const say = (message: ToFrame): void => {
    if (!ready) waiting.push(message)
    else frame?.contentWindow?.postMessage({ fairlead: message } satisfies Envelope<ToFrame>, source.origin)
  }

  function load(): void {
    if (frame) return
    frame = element('iframe', panel)
    frame.title = label
    frame.allow = 'clipboard-write'
    frame.src = `${source.origin}/w/${brand}/frame#${encodeURIComponent(location.origin)}`
  }

  function open(): void {
    load()
    if (isOpen) return
    show(true)
    say({ type: 'open' })
    frame?.focus()
  }

  function close(): void {
    if (!isOpen) return
    show(false)
    say({ type: 'closed' })
    button.focus()
  }

  function show(on: boolean): void {
    isOpen = on
    for (const one of [button, panel]) one.classList.toggle('open', on)
    draw()
    const page = document.documentElement.style
    if (on && matchMedia('(max-width: 480px)').matches) {
      overflow = page.overflow
      page.overflow = 'hidden'
    } else if (overflow !== null) {
      page.overflow = overflow
      overflow = null
    }
    keep(on ? 'open' : 'used')
  }

  function draw(): void {
    outline.setAttribute('d', isOpen ? 'm6 9 6 6 6-6' : 'M7.9 20A9 9 0 1 0 4 16.1L2 22Z')
    button.setAttribute('aria-expanded', String(isOpen))
    badge.textContent = count && !isOpen ? (count > 9 ? '9+' : `${count}`) : ''
    button.setAttribute('aria-label', count ? `${label} (${count})` : label)
  }

  function keep(state?: string): string | null {
    try {
      if (state) sessionStorage.setItem(memory, state)
      return sessionStorage.getItem(memory)
    } catch {
      return null
    }
  }

  /** The signed token that says who the customer is, from the exchange's own server and nowhere else. */
  async function ask(id: string): Promise<void> {
    let given = token
    let failed = false
    token = null
    const address = data['tokenUrl']
    try {
      if (!given && address) {
        const url = new URL(address, location.href)
        if (url.origin !== location.origin) throw new Error(url.origin)
        const answer = await fetch(url, { cache: 'no-store' })
        failed = !answer.ok
        given = ((await answer.json()) as { token: string | null }).token
      }
    } catch {
      failed = true
    }
    say({ type: 'token', id, token: given, failed })
  }

  addEventListener('message', (event: MessageEvent<Envelope<ToHost> | null>) => {
    if (event.origin !== source.origin || !frame || event.source !== frame.contentWindow) return
    const message = event.data?.fairlead
    switch (message?.type) {
      case 'ready':
        ready = true
        waiting.splice(0).forEach(say)
        break
      case 'token':
        void ask(message.id)
        break
      case 'close':
        close()
        break
      case 'unread':
        count = message.count
        draw()
        break
      case 'look':
        look = message
        paint()
    }
  })

  let context: HostSettings['context'] = {}
  try {
    context = JSON.parse(data['context'] ?? '{}') as HostSettings['context']
  } catch {
    // A broken attribute costs the context, not the support.
  }
  const settings: ToFrame & { signs: boolean } = { type: 'settings', locale: data['locale'] ?? '', theme, context, signs: !!(token ?? data['tokenUrl']) }
  waiting = [settings]

  for (const intent of ['pointerenter', 'focus']) button.addEventListener(intent, load)
  button.addEventListener('click', () => (isOpen ? close() : open()))
  shadow.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Escape') close()
  })
  darkness.addEventListener('change', paint)
  paint()
  draw()

  host.Fairlead = {
    open,
    close,
    identify(fresh) {
      if (ready) { say({ type: 'identify', token: fresh }); return; }
      token = fresh
      settings.signs ||= !!fresh
    },
    setContext: (next) => say({ type: 'settings', context: next }),
  }
  const before = keep()
  if ('open' in data || (before === 'open' && innerWidth > 480)) open()
  else if (before) setTimeout(load, 2000)
}

if (brand && !host.Fairlead?.open) {
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start)
  else start()
}
