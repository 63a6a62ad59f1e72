/**
 * Which way leads to the server: the socket, or plain requests where a network lets no socket through. Two sockets in a row
 * that did not open, or died within seconds, send us the other way; where only that one leads on, it is remembered for a
 * day, and the socket is tried again beside it from time to time.
 */
import { PollSocket } from './poll'

const FAILURES = 2
const YOUNG_MS = 5_000
const DAY_MS = 24 * 3_600_000
const PROBE_MS = 10 * 60_000
/** A socket that lives so long beside the poll is worth another try. The server waits ten seconds for a hello. */
const PROBE_LASTS_MS = 5_000
const MEMORY = 'fairlead-road'

type Make = (url: string) => WebSocket

function recalled(): boolean {
  try {
    return Number(localStorage.getItem(MEMORY)) > Date.now()
  } catch {
    return false
  }
}

function remember(until: number): void {
  try {
    if (until) localStorage.setItem(MEMORY, String(until))
    else localStorage.removeItem(MEMORY)
  } catch {
    // Without storage the way is found anew on each page.
  }
}

export class Road {
  private failures = 0
  private polling = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private probe: WebSocket | null = null

  constructor(
    private readonly url: string,
    private readonly makeSocket: Make,
    private readonly makePoll: () => WebSocket = () => new PollSocket() as unknown as WebSocket,
  ) {
    if (recalled()) this.failures = FAILURES
  }

  open(): WebSocket {
    this.rest()
    this.polling = this.failures >= FAILURES
    return this.polling ? this.makePoll() : this.makeSocket(this.url)
  }

  /** `again` connects anew, when the socket turns out to lead on after all. */
  welcomed(again: () => void): void {
    if (!this.polling) return
    remember(Date.now() + DAY_MS)
    this.wait(again)
  }

  /** How a way ended: with which code, and how long after the welcome; null when there was none. */
  ended(code: number, lived: number | null): void {
    this.rest()
    // A code of the server's own, or a network that is away altogether, says nothing about the way.
    if ((code !== 1006 && code !== 0) || !navigator.onLine) return
    if (this.polling) {
      // Neither leads on: take turns.
      if (lived === null) this.failures = FAILURES - 1
    } else if (lived === null || lived < YOUNG_MS) this.failures += 1
    else {
      this.failures = 0
      remember(0)
    }
  }

  /** Nothing is open: nothing is tried beside it. */
  rest(): void {
    clearTimeout(this.timer)
    if (this.probe) {
      this.probe.onopen = this.probe.onclose = null
      this.probe.close(1000)
      this.probe = null
    }
  }

  private wait(again: () => void): void {
    this.timer = setTimeout(() => {
      const probe = (this.probe = this.makeSocket(this.url))
      probe.onopen = () => {
        this.timer = setTimeout(() => {
          this.failures = 0
          again()
        }, PROBE_LASTS_MS)
      }
      probe.onclose = () => {
        this.rest()
        this.wait(again)
      }
    }, PROBE_MS)
  }
}
