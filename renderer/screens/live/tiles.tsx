import { useId } from 'react'
import type { Source, Tile as LiveTile } from '../../../shared/contract.ts'
import type { Plan } from '../../../shared/plan.ts'
import { cx } from '../../parts/cx.ts'
import { ageText, countText, figure, thresholdText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { originOf } from '../../parts/origin.ts'
import { Stale, Tip, tipHost } from '../../parts/tip.tsx'
import { missingText, outcomeWords } from '../../words/states.ts'
import { useSilence } from '../../now.ts'
import { useView } from '../../store.ts'
import { tiles as say } from '../../words/live.ts'
import styles from './tiles.module.css'

type TilePlan = Plan['dashboard']['tiles'][number]
type TileProps = { readonly tile: TilePlan; readonly live: LiveTile | undefined; readonly plan: Plan; readonly sources: readonly Source[] | undefined }

/** Until the engine has spoken of it a tile is "not yet", never empty. */
const silent: Omit<LiveTile, 'id'> = { outcome: 'not yet', figure: { samples: 0 }, text: '' }

function Value({ plan, live }: { readonly plan: TilePlan; readonly live: Omit<LiveTile, 'id'> }) {
  const { value, why } = live.figure
  if (plan.metric === undefined) return <span className={styles['words']}>{live.text === '' ? outcomeWords[live.outcome].word : live.text}</span>
  if (value === undefined) return <span className={styles['missing']}>{missingText(why)}</span>
  const { number, unit } = figure(plan.metric, value, plan.statistic)
  return <><span className={styles['number']}>{number}</span><span className={styles['unit']}>{unit}</span></>
}

function Tile({ tile: plan, live: told, plan: { baselines, targets }, sources }: TileProps) {
  const live = told ?? silent
  const silence = useSilence()
  const { age, samples } = live.figure
  const tip = useId()
  // A tile without a metric sums up gates, which are judged anew with every frame.
  const { text, stale } = plan.metric === undefined ? { text: say.fromWithAVerdict(countText(samples, 'gate')) } : originOf(live.figure, { sources, targets, silence })
  const target = plan.metric && plan.target ? say.target(plan.target.direction === 'above' ? '>' : '<', thresholdText(plan.metric, plan.target.threshold, baselines, plan.statistic)) : undefined
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its tip is had by the keyboard too
    <li className={cx(styles['tile'], tipHost)} data-outcome={live.outcome} tabIndex={0} aria-describedby={tip}>
      <div className={styles['head']}>
        <h2>{plan.title}</h2>
        <Mark {...outcomeWords[live.outcome]} size={13} />
      </div>
      <div className={styles['value']} data-figure><Value plan={plan} live={live} /></div>
      <div className={styles['foot']}>
        <span className={styles['text']}>{[plan.metric === undefined ? undefined : live.text, target].map((part) => part !== undefined && part !== '' && <span key={part}>{part} </span>)}</span>
        <span className={styles['age']}><EnvironmentName of={plan.environment} size={8} />{stale === undefined ? age !== undefined && ` ${ageText(age + silence)}` : <Stale> {stale}</Stale>}</span>
      </div>
      <Tip id={tip}>{text}</Tip>
    </li>
  )
}

export function Tiles() {
  const plan = useView((view) => view.opened?.plan)
  const live = useView((view) => view.frame?.tiles)
  const sources = useView((view) => view.frame?.sources)
  if (plan === undefined) return undefined
  return (
    <div className={styles['rows']}>
      {(['system', 'people'] as const).map((row) => (
        <ul key={row} className={styles['row']} aria-label={row === 'system' ? say.system : say.people}>
          {plan.dashboard.tiles.filter((tile) => tile.row === row).map((tile) => (
            <Tile key={tile.id} tile={tile} live={live?.find((one) => one.id === tile.id)} plan={plan} sources={sources} />
          ))}
        </ul>
      ))}
    </div>
  )
}
