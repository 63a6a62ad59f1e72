/** The frame's end of the talk with the page around it; without one (own window) every question has the answer "nobody". */
import type { Envelope, HostSettings, ToFrame, ToHost } from '@/shared/bridge'
import { Emitter } from '@/shared/emitter'
import { uuid } from '@/shared/ids'

import { hostOrigin } from './place'

interface HostEvents {
  settings: Partial<HostSettings>
  open: null
  closed: null
  identify: string | null
}

const TOKEN_MS = 10_000

class Host extends Emitter<HostEvents> {
  settings: HostSettings = { locale: '', theme: 'auto', context: {}, signs: false }
  readonly isEmbedded = hostOrigin !== null
  /** The panel is open, as far as this frame can know. */
  isOpen = hostOrigin === null
  private readonly asked = new Map<string, { resolve: (token: string | null) => void; reject: (reason: Error) => void }>()

  /** Resolves when the page has told its settings, or at once when there is no page. */
  listen(): Promise<void> {
    if (!hostOrigin) return Promise.resolve()
    return new Promise((resolve) => {
      this.on('settings', () => resolve())
      addEventListener('message', (event: MessageEvent<Envelope<ToFrame> | null>) => {
        if (event.origin !== hostOrigin || event.source !== window.parent) return
        const message = event.data?.fairlead
        if (message) this.hear(message)
      })
      this.say({ type: 'ready' })
      setTimeout(resolve, 1500)
    })
  }

  say(message: ToHost): void {
    if (hostOrigin) window.parent.postMessage({ fairlead: message } satisfies Envelope<ToHost>, hostOrigin)
  }

  /** The page's signed word on who the customer is; null: signed out. Rejects when the page could not find out. */
  askToken(): Promise<string | null> {
    if (!hostOrigin || !this.settings.signs) return Promise.resolve(null)
    const id = uuid()
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject })
      setTimeout(() => reject(new Error('token_timeout')), TOKEN_MS)
      this.say({ type: 'token', id })
    })
  }

  private hear(message: ToFrame): void {
    switch (message.type) {
      case 'settings': {
        this.settings = { ...this.settings, ...message }
        this.emit('settings', message)
        return
      }
      case 'token': {
        const waiting = this.asked.get(message.id)
        this.asked.delete(message.id)
        if (message.failed) waiting?.reject(new Error('token_failed'))
        else waiting?.resolve(message.token)
        return
      }
      case 'identify':
        this.emit('identify', message.token)
        return
      case 'open':
      case 'closed':
        this.isOpen = message.type === 'open'
        this.emit(message.type, null)
    }
  }
}

export const host = new Host()
