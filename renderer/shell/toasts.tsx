/** Outcomes of commands. A success goes by itself, but not from under a pointer or the focus; a failure stays until it was read. */
import { useEffect, useState } from 'react'
import { useActs, type Toast } from '../act.tsx'
import { Button } from '../parts/controls.tsx'
import { cx } from '../parts/cx.ts'
import { Icon } from '../parts/icon.tsx'
import { ToneShape } from '../parts/mark.tsx'
import { toasts as words } from '../words/shell.ts'
import styles from './toasts.module.css'

const shownFor = 6_000

function ToastCard({ toast, onDismiss }: { readonly toast: Toast; readonly onDismiss: (id: number) => void }) {
  const failed = toast.outcome === 'failed'
  const [held, setHeld] = useState(false)
  const stays = failed || held
  useEffect(() => {
    if (stays) return undefined
    const timer = setTimeout(() => onDismiss(toast.id), shownFor)
    return () => clearTimeout(timer)
  }, [stays, onDismiss, toast.id])
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- nothing is done by it: it waits while it is looked at
    <div className={cx(styles['toast'], failed && styles['failed'])} role={failed ? 'alert' : 'status'} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)} onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)}>
      <span className={styles['shape']}><ToneShape tone={failed ? 'bad' : 'calm'} size={16} /></span>
      <span className={styles['title']}>{toast.title}</span>
      {toast.outcome === 'done' && toast.undo && <Button onPress={() => void toast.undo?.()}>{words.undo}</Button>}
      <Button look="quiet" aria-label={words.dismiss} onPress={() => onDismiss(toast.id)}><Icon name="cross" size={12} /></Button>
      {toast.outcome === 'failed' && (
        <div className={styles['body']}>
          <p>{toast.what}</p>
          <p>{toast.todo}</p>
        </div>
      )}
    </div>
  )
}

export function Toasts() {
  const { toasts, dismiss } = useActs()
  return (
    <div className={styles['stack']} role="region" aria-label={words.outcomesOfCommands}>
      {toasts.map((toast) => <ToastCard key={toast.id} toast={toast} onDismiss={dismiss} />)}
    </div>
  )
}
