/** Words and tones of the roster. */
import { testOf, type Arms, type TestVerdict } from '../../shared/always-valid.ts'
import type { Pilot, Progress } from '../../shared/pilot.ts'
import type { Tally } from '../../shared/survey.ts'
import type { DateState } from '../../shared/survey-calendar.ts'
import { percentText } from '../parts/format.ts'
import type { Worded } from './states.ts'

export const consentWord = ({ consent }: Pick<Pilot, 'consent'>): Worded =>
  consent === undefined ? { tone: 'unsure', word: 'not asked' } : consent.given ? { tone: 'calm', word: 'given' } : { tone: 'warn', word: 'withdrawn' }

export const progressWords: Readonly<Record<Progress['state'], Worded>> = {
  'not begun': { tone: 'off', word: 'not begun' }, 'under way': { tone: 'busy', word: 'under way' }, completed: { tone: 'calm', word: 'completed' },
}

export const verdictWords: Readonly<Record<TestVerdict, Worded>> = {
  'green better': { tone: 'calm', word: 'green better' }, 'blue better': { tone: 'bad', word: 'blue better' },
  'no difference within the margin': { tone: 'calm', word: 'no difference within the margin' }, 'not yet': { tone: 'unsure', word: 'not yet' },
}

export const dateWords: Readonly<Record<DateState, Worded>> = {
  planned: { tone: 'off', word: 'planned' }, due: { tone: 'warn', word: 'due' }, open: { tone: 'busy', word: 'open' }, closed: { tone: 'calm', word: 'closed' },
  skipped: { tone: 'off', word: 'left out' }, missed: { tone: 'bad', word: 'missed' },
}

/** What a tally says of a bar: where the missing answers could turn it, it is undecided. */
export function tallyWord({ worst, best, asked }: Tally, reaches: (share: number) => boolean): Worded {
  if (asked === 0) return { tone: 'off', word: 'nobody asked' }
  if (reaches(worst)) return { tone: 'calm', word: 'met' }
  return reaches(best) ? { tone: 'unsure', word: 'undecided' } : { tone: 'bad', word: 'not met' }
}

/** "6 answered of 8; 95 % interval 36 to 100 %; 63 to 88 % with the missing" */
export const tallyText = ({ answered, asked, low, high, worst, best }: Tally): string =>
  [
    answered === asked ? 'all answered' : `${answered} of ${asked} answered`,
    ...(answered > 0 ? [`95 % interval ${percentText(low, 0)} to ${percentText(high, 0)}`] : []),
    ...(answered < asked ? [`${percentText(worst, 0)} at worst, ${percentText(best, 0)} at best`] : []),
  ].join('; ')

/** Up to this many a single answer weighs a lot; the plan's pilots are 20 at most. */
export const smallGroup = 20

export const endedTest = (counts: Arms, test: { readonly alpha: number; readonly margin: number }) => ({ counts, ...testOf(counts, test) })
