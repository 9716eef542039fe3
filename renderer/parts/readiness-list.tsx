import type { Readiness } from '../../shared/contract.ts'
import { Empty } from './controls.tsx'
import { Mark } from './mark.tsx'
import { useReplaying } from '../store.ts'
import { checkWords } from './ready.ts'
import { common } from '../words/common.ts'
import { readinessList as words } from '../words/parts.ts'
import styles from './readiness-list.module.css'

const order = { block: 0, warn: 1, ok: 2 } as const

/** The checks behind "ready", what blocks first. */
export function ReadinessList({ readiness, only }: { readonly readiness: Readiness | undefined; readonly only?: 'block' }) {
  const replaying = useReplaying()
  if (readiness === undefined && replaying) return <Empty title={common.notRecorded}>{words.whatPressWouldMet}</Empty>
  if (readiness === undefined) return <Empty title={words.notKnownYet}>{words.engineNotToldWhat}</Empty>
  const checks = readiness.checks.filter((check) => only === undefined || check.state === only).toSorted((a, b) => order[a.state] - order[b.state])
  return (
    <ul className={styles['list']}>
      {checks.map((check) => (
        <li key={check.id} className={styles['check']}>
          <Mark {...checkWords[check.state]} />
          <span className={styles['title']}>{check.title}</span>
          <span className={styles['detail']}>{check.detail}</span>
        </li>
      ))}
    </ul>
  )
}
