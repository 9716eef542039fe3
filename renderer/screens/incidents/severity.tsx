import type { Severity } from '../../../shared/incident.ts'
import { cx } from '../../parts/cx.ts'
import styles from './severity.module.css'

/** Plan: "Escalation Matrix". */
export const severityWords: Readonly<Record<Severity, string>> = { P0: 'critical', P1: 'high', P2: 'medium' }

export function SeverityBadge({ of }: { readonly of: Severity }) {
  return <span className={cx(styles['badge'], styles[of])} title={`${of}: ${severityWords[of]}`}>{of}</span>
}
