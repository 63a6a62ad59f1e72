/** Does the work a crowded network is asked for, says so while it lasts, and asks again with the proof. Comes only then. */
import { ApiError } from '@/api/http'

import { working } from '../state/session'
import { t } from '../texts'
import { type Challenge, find } from './find'

const TRIES = 2

/** In a worker; on the page itself where a browser lets none run. */
export function solve(challenge: Challenge): Promise<number | null> {
  return new Promise((resolve) => {
    const here = () => resolve(find(challenge))
    try {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
      worker.onmessage = ({ data }: MessageEvent<number | null>) => {
        worker.terminate()
        resolve(data)
      }
      worker.onerror = (event) => {
        event.preventDefault()
        worker.terminate()
        here()
      }
      worker.postMessage(challenge)
    } catch {
      here()
    }
  })
}

/** What `ask` gives once the server takes the proof. Rejects with the server's own reason when it takes none. */
export async function proven<T>(reason: ApiError, ask: (proof: string) => Promise<T>): Promise<T> {
  working.value = t('proving')
  try {
    let refusal = reason
    for (let tried = 0; tried < TRIES; tried++) {
      const challenge = refusal.data['challenge'] as Challenge
      const { algorithm, challenge: digest, salt, signature } = challenge
      const number = await solve(challenge)
      try {
        return await ask(btoa(JSON.stringify({ algorithm, challenge: digest, number, salt, signature })))
      } catch (again) {
        if (!(again instanceof ApiError) || again.code !== 'pow_invalid') throw again
        refusal = again
      }
    }
    throw refusal
  } finally {
    working.value = ''
  }
}
