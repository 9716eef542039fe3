/** Keys of the page. None of them acts on production. */
import { useEffect, useRef } from 'react'
import { applyClock, otherClock } from '../parts/zone.ts'
import { go, screens } from '../route.ts'
import { shortcuts as words } from '../words/shell.ts'

const chordWithin = 1_200

export const shortcutSheet: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: [words.ctrl, 'K'], does: words.find },
  { keys: ['?'], does: words.thisSheet },
  ...screens.map(({ key, title }) => ({ keys: ['g', key], does: words.goTo(title) })),
  { keys: ['z'], does: words.otherClock },
  { keys: ['m'], does: words.markMoment },
  { keys: ['←', '→'], does: words.onAChart },
  { keys: ['Space'], does: words.inAReplay },
  { keys: ['/'], does: words.filterList },
  { keys: [words.esc], does: words.closeOrGiveUp },
  { keys: ['Space'], does: words.holdToRollBack },
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
