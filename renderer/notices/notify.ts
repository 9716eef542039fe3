/** Notices of this browser: its own notification, and a short sound. The desktop shell shows them itself. */
import type { Notice } from '../../shared/contract.ts'
import { notify as words } from '../words/notices.ts'

export const isDesktop = (): boolean => location.protocol === 'app:'

export type Permission = 'granted' | 'denied' | 'unasked' | 'none'
/** `none`: this address is not safe enough for the browser, such as plain HTTP in a network. */
export function canNotify(): Permission {
  if (!('Notification' in window) || !isSecureContext) return 'none'
  return { granted: 'granted', denied: 'denied', default: 'unasked' }[Notification.permission] as Permission
}

let audio: AudioContext | undefined
/** A browser lets a page sound only after its reader has pressed something on it. */
export function unlockSound(): void {
  audio ??= new AudioContext()
  if (audio.state === 'suspended') audio.resume().catch((error: unknown) => console.warn(words.soundNotHad, error))
}

const notes = [660, 880] as const
const length = 0.18

/** Two short notes; nothing where no press has unlocked it yet. */
export function chime(): void {
  if (audio?.state === 'closed' || audio === undefined) return
  for (const [index, frequency] of notes.entries()) {
    const oscillator = audio.createOscillator()
    const gain = audio.createGain()
    const from = audio.currentTime + index * length
    oscillator.frequency.value = frequency
    gain.gain.setValueAtTime(0.0001, from)
    gain.gain.exponentialRampToValueAtTime(0.25, from + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.0001, from + length)
    oscillator.connect(gain).connect(audio.destination)
    oscillator.start(from)
    oscillator.stop(from + length)
  }
}

/** @returns whether the browser shows it itself */
export function notify({ key, title, text, kind, sound }: Notice): boolean {
  if (sound) chime()
  if (canNotify() !== 'granted') return false
  const shown = new Notification(title, { body: text.slice(0, 240), tag: key, requireInteraction: kind === 'page' })
  shown.addEventListener('click', () => {
    window.focus()
    shown.close()
  })
  return true
}
