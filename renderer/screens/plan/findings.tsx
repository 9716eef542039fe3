/** What a valid plan may have and people should know. */
import type { OpenedPlan } from '../../../shared/contract.ts'
import { Empty } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { findings as say } from '../../words/plan.ts'
import styles from './findings.module.css'

const words = { error: { tone: 'bad', word: 'error' }, warning: { tone: 'warn', word: 'warning' }, info: { tone: 'off', word: say.toKnow } } as const
const order = { error: 0, warning: 1, info: 2 } as const

export function Findings({ findings }: Pick<OpenedPlan, 'findings'>) {
  const sorted = findings.toSorted((a, b) => order[a.severity] - order[b.severity])
  const count = (severity: keyof typeof order): number => findings.filter((one) => one.severity === severity).length
  const told = [[count('error'), 'error'], [count('warning'), 'warning'], [count('info'), say.toKnow]] as const
  return (
    <Panel flush title={say.findings} aside={told.filter(([one]) => one > 0).map(([one, word]) => (word === 'to know' ? say.toKnowOne(one) : countText(one, word))).join(', ')}>
      {findings.length === 0
        ? <Empty title={say.nothingToSay}>{say.linterFindsNothingUnreachable}</Empty>
        : (
          <ul className={styles['list']}>
            {sorted.map((finding) => (
              <li key={`${finding.id} ${finding.path.join('.')} ${finding.message}`} className={styles['finding']}>
                <Mark {...words[finding.severity]} size={13} />
                <span className={styles['text']}>{finding.message}</span>
                <span className={styles['place']}>{finding.line === undefined ? '' : say.line(finding.line)}{finding.path.join('.')}</span>
              </li>
            ))}
          </ul>
        )}
    </Panel>
  )
}
