/** What a test really found. */
import type { Tested as Found } from '../../../shared/contract.ts'
import { metricInfo } from '../../../shared/metrics.ts'
import { countText, figureText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { missingText } from '../../words/states.ts'
import { fill } from '../../words/fill.ts'
import { tested as say } from '../../words/connections.ts'
import styles from './target-form.module.css'
import { stateWord } from '../../words/connections-states.ts'

export function Tested({ tested }: { readonly tested: Found }) {
  if (tested.outcome === 'mistaken')
    return <div className={styles['tested']} data-tone="bad" role="status"><Mark tone="bad" word={say.notTriedAbove(countText(tested.mistakes.length, 'mistake'))} /><Mistakes mistakes={tested.mistakes.filter(({ field }) => field === undefined)} /></div>
  const { outcome, words, detail, mend, latency, identity, measured, missing } = tested
  return (
    <div className={styles['tested']} data-tone={stateWord(outcome).tone} role="status">
      <Mark {...stateWord(outcome)} />
      <p><strong>{words}</strong></p>
      {detail !== undefined && <p>{detail}</p>}
      {mend !== undefined && <p>{mend}</p>}
      <dl className={styles['facts']}>
        <dt>{say.took}</dt><dd>{fill(say.ms, { latency: Math.round(latency) })}</dd>
        {identity && <><dt>{say.whoAnswers}</dt><dd className={styles['mono']}>{identity.id}</dd></>}
        {identity && Object.entries(identity.detail).filter(([, text]) => text !== '').map(([name, text]) => [<dt key={name}>{name}</dt>, <dd key={`${name} is`} className={styles['mono']}>{text}</dd>])}
        {measured.map(({ metric, environment, value, statistic }) => [<dt key={`${metric} ${environment}`}>{metricInfo(metric).title}, {environment}</dt>, <dd key={`${metric} ${environment} is`}>{figureText(metric, value, statistic)}</dd>])}
        {missing.map(({ metric, environment, why, detail: because }) => [<dt key={`${metric} ${environment}`}>{metricInfo(metric).title}, {environment}</dt>, <dd key={`${metric} ${environment} is`}>{because ?? missingText(why)}</dd>])}
      </dl>
    </div>
  )
}

export function Mistakes({ mistakes }: { readonly mistakes: readonly { readonly message: string; readonly mend?: string }[] }) {
  return mistakes.length === 0 ? undefined : (
    <ul className={styles['mistakes']}>{mistakes.map(({ message, mend }) => <li key={message}>{[message, mend].filter((part) => part !== undefined).join('. ')}</li>)}</ul>
  )
}
