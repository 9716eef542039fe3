/** Figures side by side, each with its name and unit; and errors by kind. */
import { numberText } from '../../parts/format.ts'
import { figures as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'

export type Told = { readonly name: string; readonly value: string; readonly note?: string | undefined }

export function Figures({ told }: { readonly told: readonly Told[] }) {
  return (
    <dl className={styles['figures']} data-figure>
      {told.map(({ name, value, note }) => <div key={name}><dt>{name}</dt><dd>{value}{note !== undefined && <small>{note}</small>}</dd></div>)}
    </dl>
  )
}

export function Errors({ errors, title = words.errors }: { readonly errors: Readonly<Record<string, number>>; readonly title?: string }) {
  const kinds = Object.entries(errors)
  if (kinds.length === 0) return undefined
  return <p className={styles['errors']}><strong>{title}:</strong> {kinds.map(([kind, count]) => `${kind}: ${numberText(count)}`).join(', ')}</p>
}
