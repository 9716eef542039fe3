/** A chart that is read by the keyboard: ← → from place to place, by ten with Shift, Home and End, Esc puts away what is told. WCAG 2.2: 2.1.1. */
import { useState } from 'react'
import { chartKeys as words } from '../words/parts.ts'
import styles from './chart-keys.module.css'
import { moveOf, type Move } from './moves.ts'

type ChartKeysProps = {
  readonly title: string
  readonly describedBy?: string | undefined
  /** Shows the place that a move leads to, or none any more. @returns what stands there, as one short sentence; nothing where there is nothing */
  readonly onMove: (move: Move | undefined) => string
  readonly children: React.ReactNode
}

/** Whoever has keys for the whole page leaves these to a chart that has the focus; Esc only while it tells something. */
export const isForChart = (event: KeyboardEvent): boolean => {
  const chart = event.target instanceof Element ? event.target.closest('[data-chart-keys]') : null
  return chart !== null && (moveOf(event) !== undefined || (event.key === 'Escape' && chart.getAttribute('data-chart-keys') === 'telling'))
}

/** It fills what it stands in. */
export function ChartKeys({ title, describedBy, onMove, children }: ChartKeysProps) {
  const [said, say] = useState('')
  return (
    <>
      {/* Its arrows are its own: to whoever reads the page by arrows its role says so. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it is moved through by the keyboard */}
      <div
        role="application" aria-roledescription={words.chart} aria-label={words.pointByPoint(title)} aria-describedby={describedBy} aria-keyshortcuts="ArrowLeft ArrowRight Home End"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is moved through by the keyboard
        tabIndex={0} className={styles['keys']} data-chart-keys={said === '' ? '' : 'telling'}
        onKeyDown={({ nativeEvent: event }) => {
          if (event.ctrlKey || event.metaKey || event.altKey || !isForChart(event)) return
          event.preventDefault()
          event.stopPropagation()
          say(onMove(moveOf(event)))
        }}
        onBlur={() => said !== '' && say(onMove(undefined))}
      >
        {children}
      </div>
      <p className={styles['said']} aria-live="polite">{said}</p>
    </>
  )
}
