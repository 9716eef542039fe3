/** The figures that criteria rest on: counts with their interval, and what the missing could still turn. */
import { criticalByDay, resolutionSince } from '../../../shared/bug.ts'
import { participants } from '../../../shared/pilot.ts'
import { pilotTallies, trainingTally } from '../../../shared/pilot-figures.ts'
import type { Tally } from '../../../shared/survey.ts'
import { useNow } from '../../now.ts'
import { agoText, numberText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import type { Worded } from '../../parts/words.ts'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { smallGroup, tallyText, tallyWord } from './words.ts'

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
  const small = tally.asked <= smallGroup ? ' · small group' : ''
  return <Figure title={title} value={String(tally.positive)} of={`of ${tally.asked}${bar ? `, ${bar.words} wanted` : ''}`} {...(bar && { state: tallyWord(tally, bar.reaches) })} detail={`${tallyText(tally)}${small}`} />
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
      <Figure title="Taking part" value={String(there)} of={`of ${pilots.roster.length} on the roster`} detail={pilots.roster.length === 0 ? 'nobody is on it yet' : there === pilots.roster.length ? 'all have consented' : `${pilots.roster.length - there} without consent`} />
      <Counted title="Satisfied" tally={tallies.satisfaction?.tally} bar={own && atLeast(own.satisfactionAtLeast)} from="no survey was answered yet" />
      <Counted title="Go on using it" tally={tallies.adoption?.tally} bar={own && above(own.adoptionAbove)} from="nobody was asked yet" />
      <Counted title={`Workflows within ${percentText(own?.workflowWithin ?? 0, 0)}`} tally={tallies.workflow?.tally} bar={undefined} from="no workflow was timed yet" />
      <Counted title="Trained" tally={trainingTally(pilots)} bar={undefined} from="nobody takes part yet" />
      <Figure title="Critical bugs today (UTC)" value={String(today)} of={own ? `of ${bar} for a review` : ''} {...(own && { state: today >= bar ? { tone: 'bad', word: 'review now' } : today > 0 ? { tone: 'warn', word: 'below the line' } : { tone: 'calm', word: 'none' } })} detail={`${open} open in all${oldestOpenHours === undefined ? '' : `, the oldest since ${numberText(oldestOpenHours, 1)} h`}`} />
      <Figure title="Issue resolution" value={hours === undefined ? '—' : `${numberText(hours, 1)} h`} of={hours === undefined ? '' : 'on average'} detail={hours === undefined ? 'none resolved in 7 days' : `${resolved} resolved in 7 days; open ones are not in it`} />
    </div>
  )
}

export const whenText = (at: number, wall: number): string => agoText(wall - at)
