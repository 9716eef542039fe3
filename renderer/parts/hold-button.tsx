/** A button that must be held: the one control that acts on production. */
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { decideHold, holdFor, holdProgress, idle, type Hold, type HoldEvent } from './hold.ts'
import { cx } from './cx.ts'
import { fill } from '../words/fill.ts'
import { holdButton as words } from '../words/parts.ts'
import styles from './hold-button.module.css'

type HoldButtonProps = {
  readonly children: string
  /** What holding does, for those who hear the page. */
  readonly describes: string
  readonly onHeld: () => void
  /** Pressed by a tool that can't hold, such as a screen reader or voice control: ask instead. */
  readonly onAsked: () => void
  readonly isDisabled?: boolean
}

const turn = 2 * Math.PI * 7

export function HoldButton({ children, describes, onHeld, onAsked, isDisabled = false }: HoldButtonProps) {
  const [hold, setHold] = useState<Hold>(idle)
  const now = useRef<Hold>(idle)
  const act = useRef(onHeld)
  const button = useRef<HTMLButtonElement>(null)
  const ring = useRef<SVGCircleElement>(null)
  const hint = useId()
  useEffect(() => {
    act.current = onHeld
  })

  // The machine lives in a ref: pointer, key and frame events follow each other faster than renders.
  const send = useCallback((event: HoldEvent): void => {
    const before = now.current
    now.current = decideHold(before, event)
    if (now.current === before) return
    setHold(now.current)
    if (now.current.state === 'fired') act.current()
  }, [])

  const holding = hold.state === 'holding'
  useEffect(() => {
    const draw = (progress: number): void => {
      button.current?.style.setProperty('--held', String(progress))
      ring.current?.style.setProperty('stroke-dashoffset', String(turn * (1 - progress)))
    }
    if (!holding) return draw(hold.state === 'fired' ? 1 : 0)
    let frame = 0
    const step = (at: number): void => {
      send({ kind: 'tick', at })
      draw(holdProgress(now.current, at))
      frame = requestAnimationFrame(step)
    }
    // A window that is not drawn gets no frames, and a hold that nobody sees must not count.
    frame = requestAnimationFrame(step)
    const cancel = (): void => send({ kind: 'cancel' })
    addEventListener('blur', cancel)
    return () => {
      cancelAnimationFrame(frame)
      removeEventListener('blur', cancel)
    }
  }, [holding, hold.state, send])

  return (
    <>
      <button
        ref={button} type="button" className={cx(styles['button'])} disabled={isDisabled} aria-describedby={hint} data-hold={hold.state}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          send({ kind: 'down', at: performance.now(), by: 'pointer', repeat: false })
        }}
        onPointerUp={() => send({ kind: 'up' })}
        onPointerCancel={() => send({ kind: 'up' })}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom
          if (!inside) send({ kind: 'cancel' })
        }}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (event.key === 'Escape') return send({ kind: 'cancel' })
          if (event.key !== ' ' && event.key !== 'Enter') return
          event.preventDefault()
          send({ kind: 'down', at: performance.now(), by: 'key', repeat: event.repeat })
        }}
        onKeyUp={(event) => (event.key === ' ' || event.key === 'Enter') && send({ kind: 'up' })}
        onBlur={() => send({ kind: 'up' })}
        onClick={(event) => event.detail === 0 && onAsked()}
      >
        <span className={styles['fill']} />
        <svg className={styles['ring']} width="18" height="18" viewBox="0 0 18 18" fill="none" strokeWidth="2.4" stroke="currentColor" aria-hidden="true">
          <circle cx="9" cy="9" r="7" opacity="0.35" />
          <circle ref={ring} cx="9" cy="9" r="7" strokeDasharray={turn} strokeDashoffset={turn} transform="rotate(-90 9 9)" />
        </svg>
        <span className={styles['face']}>
          <span className={cx(holding && styles['hidden'])}>{children}</span>
          <span className={cx(!holding && styles['hidden'])} aria-hidden="true">{words.keepHolding}</span>
        </span>
      </button>
      <span id={hint} hidden>{fill(words.holdMouseSpaceEnter, { describes, holdFor: holdFor / 1_000 })}</span>
    </>
  )
}
