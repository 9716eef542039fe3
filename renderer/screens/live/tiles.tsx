import type { Tile as LiveTile } from '../../../shared/contract.ts'
import type { Plan } from '../../../shared/plan.ts'
import { ageText, figure, thresholdText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { missingText, outcomeWords } from '../../parts/words.ts'
import { useView } from '../../store.ts'
import styles from './tiles.module.css'

type TilePlan = Plan['dashboard']['tiles'][number]
type TileProps = { readonly plan: TilePlan; readonly live: LiveTile | undefined; readonly baselines: Plan['baselines'] }

/** Until the engine has spoken of it a tile is "not yet", never empty. */
const silent: Omit<LiveTile, 'id'> = { outcome: 'not yet', figure: { samples: 0 }, text: '' }

function Value({ plan, live }: { readonly plan: TilePlan; readonly live: Omit<LiveTile, 'id'> }) {
  const { value, why } = live.figure
  if (plan.metric === undefined) return <span className={styles['words']}>{live.text === '' ? outcomeWords[live.outcome].word : live.text}</span>
  if (value === undefined) return <span className={styles['missing']}>{missingText(why)}</span>
  const { number, unit } = figure(plan.metric, value, plan.statistic)
  return <><span className={styles['number']}>{number}</span><span className={styles['unit']}>{unit}</span></>
}

function Tile({ plan, live: told, baselines }: TileProps) {
  const live = told ?? silent
  const { age, source, samples } = live.figure
  const target = plan.metric && plan.target ? `target ${plan.target.direction === 'above' ? '>' : '<'} ${thresholdText(plan.metric, plan.target.threshold, baselines, plan.statistic)}` : undefined
  const origin = [source === undefined ? 'no source' : `from ${source}`, `${samples} samples`, `${plan.environment}`].join(', ')
  return (
    <li className={styles['tile']} data-outcome={live.outcome} title={origin}>
      <div className={styles['head']}>
        <h2>{plan.title}</h2>
        <Mark {...outcomeWords[live.outcome]} size={13} />
      </div>
      <div className={styles['value']} data-figure><Value plan={plan} live={live} /></div>
      <div className={styles['foot']}>
        <span className={styles['text']}>{[plan.metric === undefined ? undefined : live.text, target].filter((part) => part !== undefined && part !== '').join(' · ')}</span>
        <span className={styles['age']}><EnvironmentName of={plan.environment} size={8} />{age !== undefined && ` ${ageText(age)}`}</span>
      </div>
    </li>
  )
}

export function Tiles() {
  const plan = useView((view) => view.opened?.plan)
  const live = useView((view) => view.frame?.tiles)
  if (plan === undefined) return undefined
  return (
    <div className={styles['rows']}>
      {(['system', 'people'] as const).map((row) => (
        <ul key={row} className={styles['row']} aria-label={row === 'system' ? 'System' : 'People'}>
          {plan.dashboard.tiles.filter((tile) => tile.row === row).map((tile) => (
            <Tile key={tile.id} plan={tile} live={live?.find((one) => one.id === tile.id)} baselines={plan.baselines} />
          ))}
        </ul>
      ))}
    </div>
  )
}
