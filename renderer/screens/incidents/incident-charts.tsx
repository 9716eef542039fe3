/** The series of an incident's time, from ten minutes before it: its own kept file, or what the console still has. Issue 6. */
import { useEffect, useMemo, useState } from 'react'
import type { Line, MomentSpan } from '../../../shared/contract.ts'
import type { Incident } from '../../../shared/incident.ts'
import { environments, type Environment, type MetricName, type Statistic } from '../../../shared/metrics.ts'
import { useActs } from '../../act.tsx'
import { Empty } from '../../parts/controls.tsx'
import { failureOf } from '../../parts/failure.ts'
import { bytes, hashText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useView } from '../../store.ts'
import { ChartView } from '../live/chart-view.tsx'
import { fill } from '../../words/fill.ts'
import { incidentCharts as words } from '../../words/incidents.ts'
import styles from './incident-charts.module.css'

const charts: readonly { readonly metric: MetricName; readonly statistic: Statistic; readonly title: string }[] = [
  { metric: 'error_rate', statistic: 'ratio', title: words.errorRate },
  { metric: 'response_time', statistic: 'p95', title: words.responseTimeP95 },
  { metric: 'rows_per_second', statistic: 'ratio', title: words.performance },
  { metric: 'traffic_share', statistic: 'avg', title: words.shareOfTheTraffic },
]
type Lines = Readonly<Record<Environment, Line>>
type Told = { readonly span?: MomentSpan; readonly lines?: readonly Lines[]; readonly at?: number; readonly of?: string; readonly failure?: string }

/** Of an open incident they are read anew this often (ms). */
const every = 5_000
const points = 240

/** @param upTo wall ms; a replay knows nothing of later */
function useCharts({ id, closedAt, frozen }: Incident, upTo: number | undefined, now: number): Told {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [told, setTold] = useState<Told>({})
  // Not by its entries: in a rush of them it would ask for nothing else.
  const of = `${closedAt ?? Math.floor(now / every)} ${frozen?.sha ?? ''}`
  useEffect(() => {
    if (!connected) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const span = await client().moments.span({ incident: id }, { signal: stop.signal })
        const wall = upTo ?? span.to
        const last = Math.max(60_000, Math.round(wall - span.from))
        const lines = await Promise.all(charts.map(async ({ metric, statistic }): Promise<Lines> => {
          const [blue, green] = await Promise.all(environments.map((environment) => client().moments.series({ incident: id, wall, metric, environment, statistic, last, points, clock: 'wall' }, { signal: stop.signal })))
          if (blue === undefined || green === undefined) throw new Error('a line is missing')
          return { blue, green }
        }))
        if (!stop.signal.aborted) setTold({ span, lines, at: wall, of })
      } catch (error) {
        if (!stop.signal.aborted) setTold((before) => ({ ...before, of, failure: failureOf(error).what }))
      }
    }
    void read()
    return () => stop.abort()
  }, [connected, client, id, upTo, of])
  return told
}

const ticksOf = (last: number): number => [60_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000].find((tick) => last / tick <= 4) ?? 28_800_000

function Chart({ chart: { metric, statistic, title }, lines, at, from, marks }: { readonly chart: (typeof charts)[number]; readonly lines: Lines; readonly at: number; readonly from: number; readonly marks: readonly number[] }) {
  const shown = useMemo(() => {
    const last = Math.max(60_000, at - from)
    return { series: { lines, offset: 0, end: at }, range: { last, tick: ticksOf(last) }, marks }
  }, [lines, at, from, marks])
  const empty = environments.every((one) => lines[one].avg.every((value) => value === null))
  return (
    <figure className={styles['chart']}>
      <figcaption>{title}</figcaption>
      <div className={styles['canvas']}>
        <ChartView metric={metric} statistic={statistic} zero={metric !== 'rows_per_second'} shown={shown} title={title} label={words.aroundTheIncident(title, empty ? words.noData : '')} />
        {empty && <p className={styles['empty']}>{words.notRecorded}</p>}
      </div>
    </figure>
  )
}

function Kept({ incident: { frozen, closedAt }, span, carried }: { readonly incident: Incident; readonly span: MomentSpan | undefined; readonly carried: boolean }) {
  if (span?.series === 'damaged') return <Mark tone="bad" word={words.keptFileLostChanged} size={13} />
  if (carried) return <>{span === undefined ? '' : span.series === 'none' ? words.noSeriesCameAlong : words.carriedInTheBundle}</>
  if (frozen === undefined) return <>{closedAt === undefined ? words.keptWhenCloses : words.consolesOwnNotKept}</>
  const size = bytes(frozen.bytes)
  return <span title={`SHA-256 ${frozen.sha}`}>{fill(words.keptWithIt, { number: size.number, unit: size.unit, hash: <code>{hashText(frozen.sha)}</code> })}</span>
}

/** @param carried they came with a bundle */
export function IncidentCharts({ incident, now, carried = false }: { readonly incident: Incident; readonly now: number; readonly carried?: boolean }) {
  const upTo = useView((view) => view.moment?.wall)
  const { span, lines, at, failure } = useCharts(incident, upTo, now)
  const marks = (span?.events ?? []).filter((event) => event.kind === 'incident.mark' && (at === undefined || event.at <= at)).map((event) => event.at)
  const places = [...marks, incident.openedAt].join(' ')
  // The same marks are the same list, or the charts would be drawn anew with every entry.
  const opened = useMemo(() => places.split(' ').map(Number), [places])
  return (
    <Panel title={words.seriesOfThatTime} aside={<Kept incident={incident} span={span} carried={carried} />}>
      {failure !== undefined && <p role="alert"><Mark tone="unsure" word={words.notReadableNow(failure)} size={13} /></p>}
      {span && (span.series === 'none' || span.series === 'damaged') && <Empty title={words.noSeriesOfThatTime}>{span.series === 'none' ? words.noneRecordedTheyGone : words.fileKeptIncidentLost}</Empty>}
      {span && lines && at !== undefined && span.series !== 'none' && span.series !== 'damaged' && (
        <>
          <p className={styles['legend']}>{environments.map((one) => <EnvironmentName key={one} of={one} size={9} />)} <span>{fill(words.dottedTheOpening, { marks: marks.length > 0 && words.andTheMarks })}</span></p>
          <div className={styles['grid']}>
            {charts.map((chart, index) => {
              const own = lines[index]
              return own && <Chart key={chart.metric} chart={chart} lines={own} at={at} from={span.from} marks={opened} />
            })}
          </div>
        </>
      )}
    </Panel>
  )
}
