/** The two-minute drill: seven steps over whatever screen is shown, each ticked by an entry of the record and by nothing else. */
import { lessonNow, lessonSteps, type Done, type Lesson, type LessonStep } from '../../shared/lesson.ts'
import { useActs, useMayAct } from '../act.tsx'
import { Button } from '../parts/controls.tsx'
import { ToneShape } from '../parts/mark.tsx'
import { useBusy } from '../parts/use-busy.ts'
import { addressOf, go } from '../route.ts'
import { useReplaying, useView } from '../store.ts'
import { fill } from '../words/fill.ts'
import { common } from '../words/common.ts'
import { lessonBar as say } from '../words/shell.ts'
import styles from './lesson-bar.module.css'

const words: Readonly<Record<LessonStep, { readonly title: string; readonly text: string }>> = {
  fault: { title: say.switchAFaultOn, text: say.whatFaultDoes },
  pending: { title: say.seeAGatePend, text: say.whatPendingIs },
  firing: { title: say.itFires, text: say.whatFiringIs },
  decision: { title: say.confirmOrVeto, text: say.whatDecisionIs },
  switch: { title: say.watchTheSwitch, text: say.whatSwitchIs },
  end: { title: say.seeItEnd, text: say.whatFollows },
  note: { title: say.readTheRecord, text: say.whatRecordIs },
}

function doneText(done: Done | undefined): string {
  if (done === undefined) return say.toCome
  return done === 'passed' ? say.passedOver : say.doneEntry(done.seq, done.what)
}

function Step({ step, done, present }: { readonly step: LessonStep; readonly done: Done | undefined; readonly present: boolean }) {
  return (
    <li className={styles['step']} aria-current={present ? 'step' : undefined} data-done={done === undefined ? undefined : done === 'passed' ? 'passed' : 'yes'} title={doneText(done)}>
      <ToneShape tone={done === undefined ? (present ? 'busy' : 'off') : done === 'passed' ? 'unsure' : 'calm'} size={13} />
      {words[step].title}<span className={styles['hidden']}>, {doneText(done)}</span>
    </li>
  )
}

/** What helps with the present step: it does the fault, and for all others it leads to where the fact is made. */
function Help({ step, lesson }: { readonly step: LessonStep; readonly lesson: Lesson }) {
  const { act } = useActs()
  const [begin, busy] = useBusy(async () => {
    // The users who try green must be on green to feel it.
    const back = await act(say.sendingPilotUsersGreen, (client) => client.lab.reset(), say.pilotUsersGreen)
    if (back) await act(say.switchingTheFaultOn, (client) => client.lab.fault({ name: 'errors', environment: 'green', on: true }), say.failingRequestsGreen)
    if (back) go('live')
  })
  switch (step) {
    case 'fault': return <Button look="primary" isDisabled={busy} onPress={() => void begin()}>{busy ? say.switchingAsk : say.switchItOn}</Button>
    case 'pending':
    case 'firing': return <a href={addressOf('live')}>{say.toLive}</a>
    case 'decision':
    case 'switch':
    case 'end': return <a href={addressOf('rollback')}>{say.toTheRun}</a>
    case 'note': return <a href={addressOf('incidents', lesson.incident)}>{say.toTheIncident}</a>
  }
}

function End({ lesson }: { readonly lesson: Lesson }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const off = (): void => void act(say.switchingTheFaultOff, (client) => client.lab.fault({ name: 'errors', environment: 'green', on: false }), say.failingRequestsGreenOff)
  return (
    <>
      <p>{fill(say.sameGatesStepsRecord, { strong: <strong>{say.thatWasTheButton}</strong>, link: <a href={addressOf('incidents', lesson.incident)}>{say.readTheRecord}</a>, link2: <a href={addressOf('drills')}>{say.drillWithAScore}</a> })}</p>
      {mayAct && <Button onPress={off}>{say.switchTheFaultOff}</Button>}
    </>
  )
}

export function LessonBar() {
  const { act } = useActs()
  const mayAct = useMayAct()
  const replaying = useReplaying()
  const lesson = useView((view) => view.state?.lesson)
  const practises = useView((view) => view.opened?.plan.lab !== undefined)
  if (lesson === undefined || lesson.left || replaying || !practises) return undefined
  const now = lessonNow(lesson)
  const leave = (): void => void act(say.leaving, (client) => client.drills.lesson({ to: 'leave' }), now === undefined ? say.twoMinuteDrillOver : say.waitsUnderDrillsTake)
  return (
    <section className={styles['bar']} aria-label={common.twoMinuteDrill}>
      <ol className={styles['steps']} aria-label={say.steps}>
        {lessonSteps.map((step) => <Step key={step} step={step} done={lesson.done[step]} present={step === now} />)}
      </ol>
      <div className={styles['now']}>
        {now === undefined ? <End lesson={lesson} /> : (
          <>
            <p aria-live="polite"><strong>{fill(say.of, { index: lessonSteps.indexOf(now) + 1, lessonSteps: lessonSteps.length, title: words[now].title })}</strong> {words[now].text}</p>
            {(mayAct || now !== 'fault') && <Help step={now} lesson={lesson} />}
          </>
        )}
        {mayAct && <Button look="quiet" onPress={leave}>{now === undefined ? common.close : say.leaveForLater}</Button>}
      </div>
    </section>
  )
}
