/** What a run asks, with the time until silence answers. Semantics 5 and 9 of the design. */
import { useState } from 'react'
import { clockText, durationText } from '../../../shared/duration.ts'
import { isForward } from '../../../shared/forward.ts'
import type { Question, Run, StepRun } from '../../../shared/rollback.ts'
import { useActs } from '../../act.tsx'
import { Button, controlStyles } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { ToneShape } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { silenceWords } from '../../words/states.ts'
import { runNow, useNow } from '../../now.ts'
import { fill } from '../../words/fill.ts'
import { questions as say } from '../../words/rollback.ts'
import styles from './questions.module.css'

type Choice = Question['options'][number]
const titles = { retry: say.tryAgain, restore: say.restoreAsk, skip: say.skipAsk, stop: say.stopTheRunAsk } as const
const titleOf = ({ kind }: StepRun, choice: Choice, { endable }: Question): string =>
  choice === 'end' ? say.endTheseAsk(endable?.pending.length ?? 0) : kind === 'gate' && choice === 'retry' ? say.measureAgain : titles[choice]
const reasoned = {
  skip: { title: say.skip, text: say.stepLeftOutRun, action: say.skipIt },
  stop: { title: say.stopTheRunAt, text: say.nothingAfterStepDone, action: say.stopTheRun },
  restore: { title: say.restoreAt, text: say.whatLiveSetAside, action: say.restore },
} as const

/** What 'end' would end: who, since when, and what they do. `brief`: where the title says on what. */
function EndableTable({ endable: { environment, pending }, wall, brief = false }: { readonly endable: NonNullable<Question['endable']>; readonly wall: number; readonly brief?: boolean }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long list is scrolled by the keyboard too
    <div className={styles['list']} tabIndex={pending.length > 4 ? 0 : -1} role="group" aria-label={say.openTransactionsOf(environment)}>
      <table>
        <thead><tr>{!brief && <th>{say.on}</th>}<th>{say.who}</th>{!brief && <th>{say.since}</th>}<th>{say.openFor}</th><th>{say.statement}</th></tr></thead>
        <tbody>
          {pending.map((one) => (
            <tr key={`${one.id} ${one.mark ?? ''}`}>
              {!brief && <td>{environment}</td>}<td>{one.user}</td>{!brief && <td><Time at={one.since} /></td>}
              <td>{durationText(Math.max(0, Math.floor((wall - one.since) / 1_000) * 1_000))}</td><td className={styles['statement']}>{one.statement}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function QuestionCard({ run, step, question, mayAct }: { readonly run: Run; readonly step: StepRun; readonly question: Question; readonly mayAct: boolean }) {
  const { act } = useActs()
  const now = useNow(250)
  const [asking, setAsking] = useState<keyof typeof reasoned | 'end'>()
  const left = Math.max(0, question.answerBy - runNow(run, now))
  const [answer, sending] = useBusy(async (choice: Choice, reason?: string) => {
    const done = await act(say.theAnswer, (client) => (isForward(run) ? client.forward : client.rollback).answer({ run: run.id, step: step.id, choice, ...(reason !== undefined && { reason }), ...(choice === 'end' && step.asked !== undefined && { asked: step.asked }) }), `${step.title}: ${choice}`)
    return done !== undefined
  })
  return (
    <section className={styles['card']} aria-label={say.asks(step.title)}>
      <span className={styles['shape']}><ToneShape tone="warn" size={22} /></span>
      <div className={styles['words']}>
        <h2>{fill(say.asksTitle, { title: step.title, text: question.text })}</h2>
        {step.detail !== undefined && !question.text.includes(step.detail) && <p>{step.detail}</p>}
        <p>{fill(say.withoutAnAnswerIn, { silenceWords: silenceWords[question.silence], clock: <strong className={styles['count']}>{clockText(left)}</strong> })}</p>
      </div>
      {question.endable && <EndableTable endable={question.endable} wall={now.wall} />}
      <div className={styles['buttons']}>
        {!mayAct && <span className={controlStyles['text']}>{say.anOperatorAnswers}</span>}
        {mayAct && question.options.map((option) => (
          <Button
            key={option} look={option === 'retry' ? 'primary' : 'plain'} isDisabled={sending} aria-label={`${titleOf(step, option, question)} ${step.title}`}
            onPress={() => (option === 'retry' ? void answer('retry') : setAsking(option))}
          >
            {titleOf(step, option, question)}
          </Button>
        ))}
      </div>
      {asking === 'end' && question.endable && (
        <ReasonDialog
          danger title={say.endOf(countText(question.endable.pending.length, 'transaction'), question.endable.environment)}
          text={say.theirConnectionsClosedWhat}
          action={say.endThese(question.endable.pending.length)} onClose={() => setAsking(undefined)} onAct={(reason) => answer('end', reason)}
        >
          <EndableTable endable={question.endable} wall={now.wall} brief />
        </ReasonDialog>
      )}
      {asking && asking !== 'end' && (
        <ReasonDialog
          danger={asking !== 'skip'} title={`${reasoned[asking].title} “${step.title}”`} text={reasoned[asking].text} action={reasoned[asking].action}
          onClose={() => setAsking(undefined)} onAct={(reason) => answer(asking, reason)}
        />
      )}
    </section>
  )
}

export function Questions({ run, mayAct }: { readonly run: Run; readonly mayAct: boolean }) {
  const steps = run.stages.flatMap((stage) => stage.steps)
  return <>{steps.map((step) => step.question && <QuestionCard key={step.id} run={run} step={step} question={step.question} mayAct={mayAct} />)}</>
}
