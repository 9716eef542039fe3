/** Where the two-minute drill is taken up, taken up again, or done once more. */
import { lessonNow, lessonSteps } from '../../../shared/lesson.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { takeLesson as words } from '../../words/drills.ts'
import styles from './drills-screen.module.css'

export function TakeLesson({ mayAct }: { readonly mayAct: boolean }) {
  const { act } = useActs()
  const lesson = useView((view) => view.state?.lesson)
  if (lesson !== undefined && !lesson.left) return undefined
  const now = lesson && lessonNow(lesson)
  const goesOn = now !== undefined
  const begin = (): void => void act(common.theTwoMinuteDrill, (client) => client.drills.lesson({ to: 'begin' }), goesOn ? words.goesWhereLeft : common.twoMinuteDrillTakenUp)
  return (
    <Panel title={common.twoMinuteDrill} aside={lesson && <span>{fill(words.begun, { part: goesOn ? words.ofDone(lessonSteps.indexOf(now), lessonSteps.length) : 'done', time: <Time at={lesson.begunAt} /> })}</span>}>
      <div className={styles['start']}>
        <p className={styles['said']}>{words.teachesButtonFaultGate}</p>
        {mayAct && <Button look={lesson === undefined ? 'primary' : 'plain'} onPress={begin}>{goesOn ? words.takeItUpAgain : lesson === undefined ? words.takeItUp : words.onceMore}</Button>}
      </div>
    </Panel>
  )
}
