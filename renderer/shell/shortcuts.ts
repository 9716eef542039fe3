/** Keys of the page. None of them acts on production. */
import { useEffect, useRef } from 'react'
import { applyClock, otherClock } from '../parts/zone.ts'
import { go, screens } from '../route.ts'

const chordWithin = 1_200

export const shortcutSheet: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Find a screen, an incident, a run, a page of help or an action (⌘ K on a Mac)' },
  { keys: ['?'], does: 'This sheet' },
  ...screens.map(({ key, title }) => ({ keys: ['g', key], does: `Go to ${title}` })),
  { keys: ['z'], does: 'Times in your zone, or in UTC' },
  { keys: ['m'], does: 'Mark this moment, in an open incident' },
  { keys: ['Space'], does: 'In a replay: play and pause; ← → five seconds, with Shift a minute; , . from event to event; Esc leaves' },
  { keys: ['/'], does: 'Filter the list on this screen' },
  { keys: ['Esc'], does: 'Close what is open; give up a hold' },
  { keys: ['Space'], does: 'Held 1.2 s on the focused rollback button: roll back' },
]

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

export function useShortcuts({ onHelp, onPalette }: { readonly onHelp: () => void; readonly onPalette: () => void }): void {
  const leader = useRef(-Infinity)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return onPalette()
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return
      if (document.querySelector('[role="dialog"],[role="alertdialog"]') !== null) return
      const chord = event.timeStamp - leader.current < chordWithin
      leader.current = -Infinity
      if (chord) {
        const screen = screens.find((one) => one.key === event.key)
        if (screen) go(screen.id)
      } else if (event.key === 'g') leader.current = event.timeStamp
      else if (event.key === '?') onHelp()
      else if (event.key === 'z') applyClock(otherClock())
      else if (event.key === '/') {
        const filter = document.querySelector<HTMLInputElement>('[data-filter] input')
        if (filter) event.preventDefault()
        filter?.focus()
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onHelp, onPalette])
}
