/** Live: what is measured now, against the plan. Plan: "Real-Time Metrics Dashboard". */
import { useState } from 'react'
import { Button, Segments } from '../../parts/controls.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { useView } from '../../store.ts'
import { RecordHealth } from '../incidents/record-health.tsx'
import { useRecordHealth } from '../incidents/use-record-health.ts'
import { Alerts } from './alerts.tsx'
import { Budget } from './budget.tsx'
import { Charts } from './charts.tsx'
import { Gates } from './gates.tsx'
import { Lab } from './lab.tsx'
import { liveScreen as words } from '../../words/live.ts'
import styles from './live-screen.module.css'
import { ranges, type RangeId } from './ranges.ts'
import { Sources } from './sources.tsx'
import { Tiles } from './tiles.tsx'
import { Traffic } from './traffic.tsx'
import { useLab } from './use-lab.ts'
import { Welcome } from './welcome.tsx'

export function LiveScreen() {
  const [range, setRange] = useState<RangeId>('5m')
  const [labOpen, setLabOpen] = useState(false)
  const title = useView((view) => view.opened?.plan.dashboard.title)
  const lab = useLab()
  const health = useRecordHealth()
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{title ?? words.live}</h1>
        <Segments label={words.rangeOfTheCharts} options={ranges} value={range} onChange={setRange} />
        {lab.status !== undefined && (
          <Button onPress={() => setLabOpen(!labOpen)} aria-expanded={labOpen}><Icon name="flask" size={14} />{words.practiceLab}</Button>
        )}
      </header>
      <RecordHealth brief health={health} />
      <Welcome />
      <div className={cx(styles['grid'], labOpen && styles['withLab'])}>
        <div className={styles['left']}>
          <Tiles />
          <Charts range={range} />
          <Sources />
        </div>
        <div className={styles['right']}>
          <Alerts />
          <Traffic />
          <Gates />
          <Budget />
        </div>
        {labOpen && lab.status && <Lab status={lab.status} onChange={lab.refresh} onClose={() => setLabOpen(false)} />}
      </div>
    </div>
  )
}
