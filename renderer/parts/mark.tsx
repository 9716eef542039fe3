/** Marks of states and environments: a shape of its own for each tone, and a word. */
import type { Environment } from '../../shared/metrics.ts'
import { cx } from './cx.ts'
import styles from './mark.module.css'
import type { Tone } from '../words/states.ts'

const shapes: Readonly<Record<Tone, React.ReactNode>> = {
  calm: <path d="M3 8.4 6.4 11.8 13 4.6" />,
  busy: (
    <>
      <circle cx="8" cy="8" r="5.6" opacity="0.3" />
      <path d="M8 2.4A5.6 5.6 0 0 1 13.6 8" className={styles['spin']} />
    </>
  ),
  warn: <path d="M8 2 14.8 13.8H1.2zM8 6.4v3.4M8 11.7v.2" />,
  bad: <path d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />,
  unsure: (
    <>
      <circle cx="8" cy="8" r="6.2" strokeDasharray="2.6 2.2" />
      <path d="M6.3 6.5a1.8 1.8 0 1 1 2.4 1.6c-.5.2-.7.5-.7.9M8 11v.2" />
    </>
  ),
  off: <circle cx="8" cy="8" r="4.6" />,
}

/** The shape alone: only where the word stands right beside it. */
export function ToneShape({ tone, size = 14 }: { readonly tone: Tone; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {shapes[tone]}
    </svg>
  )
}

export const toneClass = (tone: Tone): string => cx(styles[tone])

type MarkProps = { readonly tone: Tone; readonly word: React.ReactNode; readonly size?: number; readonly title?: string | undefined }

export function Mark({ tone, word, size = 14, title }: MarkProps) {
  return (
    <span className={cx(styles['mark'], styles[tone])} title={title}>
      <ToneShape tone={tone} size={size} />
      <span>{word}</span>
    </span>
  )
}

/** Blue is a filled square, green an outlined circle, so that neither needs its colour. */
export function EnvironmentShape({ of, size = 12 }: { readonly of: Environment; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" className={cx(styles[of])} aria-hidden="true">
      {of === 'blue'
        ? <rect x="1" y="1" width="10" height="10" rx="1.5" fill="currentColor" />
        : <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="2.2" />}
    </svg>
  )
}

export function EnvironmentName({ of, size = 12 }: { readonly of: Environment; readonly size?: number }) {
  return (
    <span className={cx(styles['env'], styles[of])}>
      <EnvironmentShape of={of} size={size} />
      <span>{of}</span>
    </span>
  )
}
