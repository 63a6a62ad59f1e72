/** One clock for every counter on the page, set by the server's time: a wrong clock of the machine shows no wrong waits. */
import { onScopeDispose, readonly, ref } from 'vue'

const moment = ref(Date.now())
let offset = 0
let readers = 0
let timer: ReturnType<typeof setInterval> | undefined

function tick() {
  moment.value = Date.now() + offset
}

export function setServerTime(time: string): void {
  const server = Date.parse(time)
  if (Number.isFinite(server)) offset = server - Date.now()
  tick()
}

/** The server's time in milliseconds, as far as is known. */
export function serverNow(): number {
  return Date.now() + offset
}

/** Milliseconds, new each second while somebody looks at it. */
export function useNow() {
  tick()
  if (readers++ === 0) timer = setInterval(() => { if (document.visibilityState === 'visible') tick() }, 1000)
  onScopeDispose(() => {
    if (--readers === 0) clearInterval(timer)
  })
  return readonly(moment)
}

/** `0:38`, `12:05`, `1:02:09`; days beyond a day: `2 d`. Digits and colons only, so that it needs no translation but the day. */
export function stopwatch(seconds: number): { text: string; days: number } {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole >= 86_400) return { text: '', days: Math.floor(whole / 86_400) }
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return { text: hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`, days: 0 }
}
