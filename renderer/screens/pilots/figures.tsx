/** The figures that criteria rest on: counts with their interval, and what the missing could still turn. */
import { criticalByDay, resolutionSince } from '../../../shared/bug.ts'
import { participants } from '../../../shared/pilot.ts'
import { pilotTallies, trainingTally } from '../../../shared/pilot-figures.ts'
import type { Tally } from '../../../shared/survey.ts'
import { useNow } from '../../now.ts'
import { numberText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import type { Worded } from '../../words/states.ts'
import { figures as say } from '../../words/pilots.ts'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { smallGroup, tallyText, tallyWord } from '../../words/pilots-states.ts'

function Figure({ title, value, of, state, detail }: { readonly title: string; readonly value: string; readonly of?: string; readonly state?: Worded; readonly detail: string }) {
  return (
    <div className={styles['figure']} role="group" aria-label={title}>
      <span className={styles['figureTitle']}>{title}{state && <Mark {...state} size={13} />}</span>
      <span className={styles['figureValue']}>{value}{of !== undefined && <small> {of}</small>}</span>
      <small>{detail}</small>
    </div>
  )
}

type Bar = { readonly words: string; readonly reaches: (share: number) => boolean }

function Counted({ title, tally, bar, from }: { readonly title: string; readonly tally: Tally | undefined; readonly bar: Bar | undefined; readonly from: string }) {
  if (tally === undefined || tally.asked === 0) return <Figure title={title} value="—" detail={from} />
  const small = tally.asked <= smallGroup ? say.smallGroup : ''
  return <Figure title={title} value={String(tally.positive)} of={say.of(tally.asked, bar ? say.wanted(bar.words) : '')} {...(bar && { state: tallyWord(tally, bar.reaches) })} detail={`${tallyText(tally)}${small}`} />
}

const atLeast = (share: number): Bar => ({ words: `≥ ${percentText(share, 0)}`, reaches: (found) => found >= share - 1e-12 })
const above = (share: number): Bar => ({ words: `> ${percentText(share, 0)}`, reaches: (found) => found > share + 1e-12 })
/** A week. */
const resolutionWindow = 7 * 86_400_000

export function Figures({ pilots, plan }: Present) {
  const { wall } = useNow(10_000)
  const { pilots: own } = plan
  const tallies = pilotTallies(pilots, plan)
  const there = participants(pilots).length
  const today = criticalByDay(pilots.bugs, wall, 1)[0]?.count ?? 0
  const { hours, open, oldestOpenHours, resolved } = resolutionSince(pilots.bugs, wall - resolutionWindow, wall)
  const bar = own?.criticalBugsADay ?? 0
  return (
    <div className={styles['figures']}>
      <Figure title={say.takingPart} value={String(there)} of={say.ofOnTheRoster(pilots.roster.length)} detail={pilots.roster.length === 0 ? say.nobodyIsOnIt : there === pilots.roster.length ? say.allHaveConsented : say.withoutConsent(pilots.roster.length - there)} />
      <Counted title={say.satisfied} tally={tallies.satisfaction?.tally} bar={own && atLeast(own.satisfactionAtLeast)} from={say.noSurveyAnsweredYet} />
      <Counted title={say.goOnUsingIt} tally={tallies.adoption?.tally} bar={own && above(own.adoptionAbove)} from={say.nobodyWasAskedYet} />
      <Counted title={say.workflowsWithin(percentText(own?.workflowWithin ?? 0, 0))} tally={tallies.workflow?.tally} bar={undefined} from={say.noWorkflowTimedYet} />
      <Counted title={say.trained} tally={trainingTally(pilots)} bar={undefined} from={say.nobodyTakesPartYet} />
      <Figure title={say.criticalBugsTodayUtc} value={String(today)} of={own ? say.ofForAReview(bar) : ''} {...(own && { state: today >= bar ? { tone: 'bad', word: say.reviewNow } : today > 0 ? { tone: 'warn', word: say.belowTheLine } : { tone: 'calm', word: 'none' } })} detail={say.openInAll(open, oldestOpenHours === undefined ? '' : say.oldestOpen(numberText(oldestOpenHours, 1)))} />
      <Figure title={say.issueResolution} value={hours === undefined ? '—' : `${numberText(hours, 1)} h`} of={hours === undefined ? '' : say.onAverage} detail={hours === undefined ? say.noneResolvedLately : say.resolvedLately(resolved)} />
    </div>
  )
}
