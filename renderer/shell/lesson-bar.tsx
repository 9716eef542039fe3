/** The two-minute drill: seven steps over whatever screen is shown, each ticked by an entry of the record and by nothing else. */
import { useState } from 'react'
import { lessonNow, lessonSteps, type Done, type Lesson, type LessonStep } from '../../shared/lesson.ts'
import { useActs, useMayAct } from '../act.tsx'
import { Button } from '../parts/controls.tsx'
import { ToneShape } from '../parts/mark.tsx'
import { addressOf, go } from '../route.ts'
import { useReplaying, useView } from '../store.ts'
import styles from './lesson-bar.module.css'

const words: Readonly<Record<LessonStep, { readonly title: string; readonly text: string }>> = {
  fault: { title: 'Switch a fault on', text: 'Three of ten requests to green fail from then on. The users are simulated.' },
  pending: { title: 'See a gate pend', text: 'On Live a gate counts how long its condition has held: one bad second moves nobody.' },
  firing: { title: 'It fires', text: 'Held for its whole time, it fires, and a rollback opens by itself.' },
  decision: { title: 'Confirm or veto', text: 'Above: say yes, or veto with a reason. Two minutes without an answer count as a yes.' },
  switch: { title: 'Watch the switch', text: 'The balancer sends everyone to blue. It counts once it was read back from the balancer.' },
  end: { title: 'See it end', text: 'Sessions, data and checks follow, each against its window of the fifteen minutes.' },
  note: { title: 'Read the record', text: 'All of it is in the incident. Add a line there, for whoever reads it next.' },
}

function doneText(done: Done | undefined): string {
  if (done === undefined) return 'to come'
  return done === 'passed' ? 'passed over' : `done, entry ${done.seq}: ${done.what}`
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
  const [busy, setBusy] = useState(false)
  const begin = async (): Promise<void> => {
    setBusy(true)
    // The users who try green must be on green to feel it.
    const back = await act('Sending the pilot users to green', (client) => client.lab.reset(), 'The pilot users are on green')
    if (back) await act('Switching the fault on', (client) => client.lab.fault({ name: 'errors', environment: 'green', on: true }), 'Failing requests on green: on')
    setBusy(false)
    if (back) go('live')
  }
  switch (step) {
    case 'fault': return <Button look="primary" isDisabled={busy} onPress={() => void begin()}>{busy ? 'Switching…' : 'Switch it on'}</Button>
    case 'pending':
    case 'firing': return <a href={addressOf('live')}>To Live</a>
    case 'decision':
    case 'switch':
    case 'end': return <a href={addressOf('rollback')}>To the run</a>
    case 'note': return <a href={addressOf('incidents', lesson.incident)}>To the incident</a>
  }
}

function End({ lesson }: { readonly lesson: Lesson }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const off = (): void => void act('Switching the fault off', (client) => client.lab.fault({ name: 'errors', environment: 'green', on: false }), 'Failing requests on green: off')
  return (
    <>
      <p><strong>That was the button.</strong> The same gates, steps and record hold for your own systems. <a href={addressOf('incidents', lesson.incident)}>Read the record</a> · <a href={addressOf('drills')}>Drill with a score</a></p>
      {mayAct && <Button onPress={off}>Switch the fault off</Button>}
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
  const leave = (): void => void act('Leaving', (client) => client.drills.lesson({ to: 'leave' }), now === undefined ? 'The two-minute drill is over' : 'It waits under Drills: take it up again there')
  return (
    <section className={styles['bar']} aria-label="Two-minute drill">
      <ol className={styles['steps']} aria-label="Steps">
        {lessonSteps.map((step) => <Step key={step} step={step} done={lesson.done[step]} present={step === now} />)}
      </ol>
      <div className={styles['now']}>
        {now === undefined ? <End lesson={lesson} /> : (
          <>
            <p aria-live="polite"><strong>{lessonSteps.indexOf(now) + 1} of {lessonSteps.length}: {words[now].title}.</strong> {words[now].text}</p>
            {(mayAct || now !== 'fault') && <Help step={now} lesson={lesson} />}
          </>
        )}
        {mayAct && <Button look="quiet" onPress={leave}>{now === undefined ? 'Close' : 'Leave for later'}</Button>}
      </div>
    </section>
  )
}
