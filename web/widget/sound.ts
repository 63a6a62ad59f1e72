/** Two soft notes when somebody has written and nobody looks; made here, no file. The customer can silence them for good. */
import { shallowRef } from 'vue'

import { recall, remember } from './place'

const QUIET_MS = 3_000
const NOTES = [
  { pitch: 659.3, at: 0 },
  { pitch: 880, at: 0.13 },
] as const

export const soundOn = shallowRef(recall('sound') !== 'off')

let audio: AudioContext | undefined
let rang = 0

export function switchSound(on: boolean): void {
  soundOn.value = on
  remember('sound', on ? null : 'off')
  if (on) play()
}

/** For this entry, once however many windows hear of it. Browsers let a page sound only after somebody has touched it. */
export function ring(entry: string): void {
  if (!soundOn.value || Date.now() - rang < QUIET_MS || recall('rang') === entry) return
  if ('userActivation' in navigator && !navigator.userActivation.hasBeenActive) return
  remember('rang', entry)
  play()
}

function play(): void {
  rang = Date.now()
  try {
    audio ??= new AudioContext()
    void audio.resume()
  } catch {
    return // No sound device: the badge says it too.
  }
  const begin = audio.currentTime + 0.02
  for (const { pitch, at } of NOTES) {
    const tone = audio.createOscillator()
    const loudness = audio.createGain()
    tone.type = 'sine'
    tone.frequency.value = pitch
    loudness.gain.setValueAtTime(0, begin + at)
    loudness.gain.linearRampToValueAtTime(0.09, begin + at + 0.015)
    loudness.gain.exponentialRampToValueAtTime(0.0001, begin + at + 0.45)
    tone.connect(loudness).connect(audio.destination)
    tone.start(begin + at)
    tone.stop(begin + at + 0.5)
  }
}
