/** What a replay found: each gate's line, its states under the plan's rule and the changed one, every turn, every rollback. */
import { durationText } from '../../../shared/duration.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'
import { differences, firingsOf, type Difference, type Opening, type ReplayTurn } from '../../../shared/replay.ts'
import { Empty } from '../../parts/controls.tsx'
import { countText, figureText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { gateWord, type Worded } from '../../words/states.ts'
import { GateChart } from './gate-chart.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { results as words } from '../../words/replay.ts'
import styles from './results.module.css'
import { Strip, StripKey } from './strip.tsx'
import type { GateResult, Result } from './use-replay.ts'

/** Charts that are drawn; what else was found stands in a line. */
const mostCharts = 8
const mostRows = 40

const isNews = ({ from, to }: ReplayTurn): boolean => to === 'pending' || to === 'firing' || to === 'resolved' || from === 'pending' || from === 'firing'
const quiet = ({ present, changed }: GateResult): boolean =>
  present.first !== 'firing' && !present.turns.some(isNews) && !(changed?.turns.some(isNews) ?? false) && changed?.first !== 'firing'

function wordOf(one: Difference): Worded {
  switch (one.kind) {
    case 'same': return { tone: 'calm', word: words.atTheSameSecond }
    case 'earlier': return { tone: 'warn', word: words.earlier(durationText(-one.by)) }
    case 'later': return { tone: 'warn', word: words.later(durationText(one.by)) }
    case 'gone': return { tone: 'off', word: words.doesNotFireAny }
    case 'new': return { tone: 'bad', word: words.firesWhereDidNot }
  }
}

function Differences({ result, from }: { readonly result: GateResult; readonly from: number }) {
  if (result.changed === undefined) return undefined
  const found = differences(firingsOf(result.present, from), firingsOf(result.changed, from))
  if (found.length === 0) return <p className={styles['note']}>{words.neitherRuleFiresTime}</p>
  return (
    <table className={styles['table']}>
      <thead><tr><th>{words.thePlanFires}</th><th>{words.changedItFires}</th><th>{words.difference}</th></tr></thead>
      <tbody>
        {found.slice(0, mostRows).map((one) => (
          <tr key={`${'present' in one ? one.present.from : ''}/${'changed' in one ? one.changed.from : ''}`}>
            <td>{'present' in one ? <Time at={one.present.from} /> : '—'}</td>
            <td>{'changed' in one ? <Time at={one.changed.from} /> : '—'}</td>
            <td><Mark {...wordOf(one)} size={13} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Turns({ gate, result }: { readonly gate: Gate; readonly result: GateResult }) {
  const all = [
    ...result.present.turns.filter(isNews).map((turn) => ({ rule: 'plan', turn })),
    ...(result.changed?.turns.filter(isNews).map((turn) => ({ rule: 'changed', turn })) ?? []),
  ].toSorted((a, b) => a.turn.at - b.turn.at)
  if (all.length === 0) return undefined
  return (
    <details className={styles['details']}>
      <summary>{countText(all.length, 'turn')}{(result.present.cut || result.changed?.cut) && words.moreNotListed}</summary>
      <table className={styles['table']}>
        <thead><tr><th>{words.at}</th>{result.changed && <th>{words.rule}</th>}<th>{words.from}</th><th>{words.to}</th><th className={styles['number']}>{words.value}</th><th className={styles['number']}>{words.bar}</th><th>{words.why}</th></tr></thead>
        <tbody>
          {all.slice(0, mostRows).map(({ rule, turn }) => (
            <tr key={`${rule}/${turn.at}`}>
              <td><Time at={turn.at} /></td>
              {result.changed && <td>{rule}</td>}
              <td>{turn.from}</td>
              <td><Mark {...gateWord(turn.to, gate, turn.outcome)} size={13} /></td>
              <td className={styles['number']}>{turn.value === undefined ? words.noValue : figureText(gate.metric, turn.value, gate.statistic)}</td>
              <td className={styles['number']}>{figureText(gate.metric, turn.threshold, gate.statistic)}</td>
              <td>{turn.cause ?? turn.outcome}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > mostRows && <p className={styles['note']}>{fill(words.theFirstOfAre, { mostRows, all: all.length })}</p>}
    </details>
  )
}

function GatePanel({ gate, result, from, to }: { readonly gate: Gate; readonly result: GateResult; readonly from: number; readonly to: number }) {
  return (
    <Panel title={gate.title} aside={<><EnvironmentName of={result.environment} size={9} /><StripKey /></>}>
      <div className={styles['gate']}>
        <GateChart gate={gate} result={result} from={from} to={to} />
        <Strip name={result.changed ? 'Plan' : 'State'} replayed={result.present} from={from} to={to} />
        {result.changed && <Strip name="Changed" replayed={result.changed} from={from} to={to} />}
        <Differences result={result} from={from} />
        <Turns gate={gate} result={result} />
      </div>
    </Panel>
  )
}

function Openings({ plan, openings, isChanged }: { readonly plan: Plan; readonly openings: Result['openings']; readonly isChanged: boolean }) {
  const rows = [
    ...openings.present.map((opening) => ({ rule: 'plan', opening })), ...(isChanged ? openings.changed.map((opening) => ({ rule: 'changed', opening })) : []),
  ].toSorted((a, b) => a.opening.at - b.opening.at)
  const titles = ({ causes }: Opening): string => causes.map((id) => plan.gates.find((gate) => gate.id === id)?.title ?? id).join(', ')
  return (
    <Panel flush title={words.rollbacksWouldOpened} aside={isChanged ? words.planChanged(openings.present.length, openings.changed.length) : countText(rows.length, 'rollback')}>
      {rows.length === 0
        ? <Empty title={words.none}>{words.noRuleRollsBack}</Empty>
        : (
          <table className={styles['table']}>
            <thead><tr><th>{words.at}</th>{isChanged && <th>{words.rule}</th>}<th>{words.then}</th><th>{words.by}</th><th className={styles['number']}>{common.exposedFor}</th></tr></thead>
            <tbody>
              {rows.slice(0, mostRows).map(({ rule, opening }) => (
                <tr key={`${rule}/${opening.at}/${opening.gate}`}>
                  <td><Time at={opening.at} /></td>
                  {isChanged && <td>{rule}</td>}
                  <td>{opening.kind === 'rollback' ? 'opens' : words.isProposed}</td>
                  <td title={opening.text}>{titles(opening)}</td>
                  <td className={styles['number']}>{durationText(opening.at - opening.exposedSince)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
    </Panel>
  )
}

export function Results({ plan, result }: { readonly plan: Plan; readonly result: Result }) {
  const { from, to, gates, openings, watched, changes } = result
  const busy = gates.length === 1 ? gates : gates.filter((one) => !quiet(one) || one.changed)
  const drawn = busy.slice(0, mostCharts)
  const rest = gates.length - busy.length
  return (
    <>
      <p className={styles['range']} role="status">
        {fill(words.judgedSecondSecond, { time: <Time at={from} full />, time2: <Time at={to} full />, duration: durationText(Math.min(watched, to - from + 1_000)), watched: watched < to - from - 1_000 && words.noConsoleWatchedNothing(durationText(to - from - watched)) })}
      </p>
      <Openings plan={plan} openings={openings} isChanged={changes.length > 0} />
      {drawn.map((one) => {
        const gate = plan.gates.find(({ id }) => id === one.gate)
        return gate && <GatePanel key={`${one.gate}/${one.environment}`} gate={gate} result={one} from={from} to={to} />
      })}
      {busy.length > drawn.length && <p className={styles['note']}>{fill(words.turnedChooseOneThem, { count: countText(busy.length - drawn.length, words.moreGate) })}</p>}
      {rest > 0 && <p className={styles['note']}>{fill(words.neitherWentPendingNor, { count: countText(rest, 'gate') })}</p>}
    </>
  )
}
