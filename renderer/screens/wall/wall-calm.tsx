/** The wall while no run is open: who serves, whether the way back is proven, what is left of the budget. */
import { clockText, durationText, tookText } from '../../../shared/duration.ts'
import type { Run } from '../../../shared/rollback.ts'
import type { WallFrame } from '../../../shared/wall.ts'
import { agoText, countText } from '../../parts/format.ts'
import { Mark, ToneShape, toneClass } from '../../parts/mark.tsx'
import { common } from '../../words/common.ts'
import { automationWords, runWords, type Tone } from '../../words/states.ts'
import { wallCalm as words } from '../../words/wall.ts'
import styles from './wall-calm.module.css'
import { titlesOn, useShown, useWallNow, useWallUnknown } from './wall-shown.ts'

type Ready = { readonly tone: Tone; readonly head: string; readonly rest: readonly string[] }

/** The word is for six metres; what blocks stands under it. */
function readyOf(readiness: WallFrame['readiness'], wall: number, unknown: string): Ready {
  if (readiness === undefined) return { tone: 'unsure', head: unknown, rest: [] }
  const { ready, blocks, warnings, expected, provenAt } = readiness
  const rest = [...(expected === undefined ? [] : [`~${clockText(expected)}`]), provenAt === undefined ? common.neverProven : common.proven(agoText(wall - provenAt))]
  if (!ready) return { tone: 'bad', head: 'blocked', rest: [words.notSo(blocks[0] ?? 'ready', blocks.length > 1 ? common.andMore(blocks.length - 1) : ''), ...rest] }
  return warnings > 0 ? { tone: 'warn', head: 'ready', rest: [countText(warnings, 'warning'), ...rest] } : { tone: 'calm', head: 'ready', rest }
}

export function WallCalm({ last }: { readonly last: Run | undefined }) {
  const { frame, state, plan } = useShown()
  const { wall } = useWallNow()
  const unknown = useWallUnknown()
  const { readiness, budget } = frame ?? {}
  const { automation, phase } = state ?? {}
  const { tone, head, rest } = readyOf(readiness, wall, unknown)
  const phaseText = phase === undefined ? unknown : phase === null ? common.noPhaseRuns : `${titlesOn(plan)('phase', phase)}${state?.held ? ', held' : ''}`
  return (
    <section className={styles['calm']} aria-label={words.stateOfTheDeployment}>
      <div className={styles['block']}>
        <span className={styles['label']}>{words.wayBack}</span>
        <span className={styles['big']}><i className={toneClass(tone)}><ToneShape tone={tone} /></i><span>{head}</span></span>
        <span className={styles['rest']}>{rest.join(', ')}</span>
      </div>
      <div className={styles['block']}>
        <span className={styles['label']}>{words.errorBudget}</span>
        <span className={styles['big']}>{budget === undefined ? unknown : budget.left > 0 ? words.left(durationText(budget.left)) : <Mark tone="bad" word={words.overBy(durationText(-budget.left))} />}</span>
        <span className={styles['rest']}>{budget !== undefined && words.ofSpent(budget.spent === 0 ? 'nothing' : durationText(budget.spent), durationText(budget.allowed))}</span>
      </div>
      <div className={styles['block']}>
        <span className={styles['label']}>{words.automation}</span>
        <span className={styles['big']}>{automation === undefined ? unknown : automation === 'automatic' ? automationWords[automation].title : <Mark tone="warn" word={automationWords[automation].title} />}</span>
        <span className={styles['rest']}>{phase === null || phase === undefined ? words.phase(phaseText) : phaseText}</span>
      </div>
      <div className={styles['block']}>
        <span className={styles['label']}>{words.lastRun}</span>
        <span className={styles['big']}>{last?.endedAt === undefined ? words.neverRun : tookText(last.endedAt - last.startedAt)}</span>
        <span className={styles['rest']}>{last && <Mark {...runWords[last.state]} />} {last?.endedWall !== undefined && agoText(wall - last.endedWall)}</span>
      </div>
    </section>
  )
}
