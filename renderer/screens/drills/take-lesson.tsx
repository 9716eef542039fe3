/** Where the two-minute drill is taken up, taken up again, or done once more. */
import { lessonNow, lessonSteps } from '../../../shared/lesson.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useView } from '../../store.ts'
import styles from './drills-screen.module.css'

export function TakeLesson({ mayAct }: { readonly mayAct: boolean }) {
  const { act } = useActs()
  const lesson = useView((view) => view.state?.lesson)
  if (lesson !== undefined && !lesson.left) return undefined
  const now = lesson && lessonNow(lesson)
  const goesOn = now !== undefined
  const begin = (): void => void act('The two-minute drill', (client) => client.drills.lesson({ to: 'begin' }), goesOn ? 'It goes on where it was left' : 'The two-minute drill is taken up')
  return (
    <Panel title="Two-minute drill" aside={lesson && <span>{goesOn ? `${lessonSteps.indexOf(now)} of ${lessonSteps.length} done` : 'done'}, begun <Time at={lesson.begunAt} /></span>}>
      <div className={styles['start']}>
        <p className={styles['said']}>Teaches the button: a fault, a gate that fires, your yes or veto, the switch, the record. Each step is ticked by what really happened.</p>
        {mayAct && <Button look={lesson === undefined ? 'primary' : 'plain'} onPress={begin}>{goesOn ? 'Take it up again' : lesson === undefined ? 'Take it up' : 'Once more'}</Button>}
      </div>
    </Panel>
  )
}
