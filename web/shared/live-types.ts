/** What a `Live` is made with and what it tells. */
import type { Credentials, ErrorFrame, FrameOf, Subscribed, Welcome } from '@/api/frames'

/** `offline`: not connected, trying again; `stopped`: will not try again by itself (`reason` of the event says why). */
export type LiveState = 'idle' | 'connecting' | 'online' | 'offline' | 'stopped'

export interface LiveEvents {
  state: { state: LiveState; reason: '' | 'forbidden' | 'outdated' | 'closed' }
  welcome: Welcome
  subscribed: Subscribed
  entry: FrameOf<'entry'>
  conversation: FrameOf<'conversation'>
  receipt: FrameOf<'receipt'>
  /** Expires by itself: after six seconds without a repeat it comes once more with `on: false`. */
  typing: FrameOf<'typing'>
  presence: FrameOf<'presence'>
  place: FrameOf<'place'>
  /** What agents are told about each other, and that an emergency rings or does not any more. */
  colleagues: FrameOf<'viewers' | 'mentioned' | 'emergency'>
  workspace: FrameOf<'workspace'>
  changed: FrameOf<'changed'>
  /** A conversation that was followed is not there (any more) for this user. */
  gone: { conversation: string; code: string }
  /** An error that belongs to no command and no subscription. */
  error: ErrorFrame
}

export interface LiveOptions {
  /** Asked before every hello. It may throw: then the connection is tried again later. */
  credentials: () => Promise<Credentials>
  /** The server no longer knows the session: forget it, the next `credentials()` gets a new one. */
  sessionLost?: () => void
  locale?: () => string
  url?: string
  makeSocket?: (url: string) => WebSocket
  makePoll?: () => WebSocket
  random?: () => number
}
