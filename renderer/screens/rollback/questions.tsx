/** What a run asks, with the time until silence answers. Semantics 5 and 9 of the design. */
import { useState } from 'react'
import { clockText } from '../../../shared/duration.ts'
import { isForward } from '../../../shared/forward.ts'
import type { Question, Run, StepRun } from '../../../shared/rollback.ts'
import { useActs } from '../../act.tsx'
import { Button, controlStyles } from '../../parts/controls.tsx'
import { ToneShape } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { runNow, useNow } from '../../now.ts'
import styles from './questions.module.css'

type Choice = Question['options'][number]
const titles: Readonly<Record<Choice, string>> = { retry: 'Try again', skip: 'Skip…', stop: 'Stop the run…' }
const titleOf = ({ kind }: StepRun, choice: Choice): string => (kind === 'gate' && choice === 'retry' ? 'Measure again' : titles[choice])
const silences: Readonly<Record<Choice, string>> = { retry: 'it is tried again', skip: 'the step is skipped', stop: 'the run stops' }
const reasoned = {
  skip: { title: 'Skip', text: 'The step is left out and the run goes on. What it would have done is not done.', action: 'Skip it' },
  stop: { title: 'Stop the run at', text: 'Nothing after this step is done. What was done stays as it is.', action: 'Stop the run' },
} as const

function QuestionCard({ run, step, question, mayAct }: { readonly run: Run; readonly step: StepRun; readonly question: Question; readonly mayAct: boolean }) {
  const { act } = useActs()
  const now = useNow(250)
  const [asking, setAsking] = useState<'skip' | 'stop'>()
  const [sending, setSending] = useState(false)
  const left = Math.max(0, question.answerBy - runNow(run, now))
  const answer = async (choice: Choice, reason?: string): Promise<boolean> => {
    setSending(true)
    const done = await act('The answer', (client) => (isForward(run) ? client.forward : client.rollback).answer({ run: run.id, step: step.id, choice, ...(reason !== undefined && { reason }) }), `${step.title}: ${choice}`)
    setSending(false)
    return done !== undefined
  }
  return (
    <section className={styles['card']} aria-label={`${step.title} asks`}>
      <span className={styles['shape']}><ToneShape tone="warn" size={22} /></span>
      <div className={styles['words']}>
        <h2>{step.title} asks: {question.text}</h2>
        {step.detail !== undefined && step.detail !== '' && <p>{step.detail}</p>}
        <p>Without an answer {silences[question.silence]} in <strong className={styles['count']}>{clockText(left)}</strong></p>
      </div>
      <div className={styles['buttons']}>
        {!mayAct && <span className={controlStyles['text']}>An operator answers.</span>}
        {mayAct && question.options.map((option) => (
          <Button
            key={option} look={option === 'retry' ? 'primary' : 'plain'} isDisabled={sending} aria-label={`${titleOf(step, option)} ${step.title}`}
            onPress={() => (option === 'retry' ? void answer('retry') : setAsking(option))}
          >
            {titleOf(step, option)}
          </Button>
        ))}
      </div>
      {asking && (
        <ReasonDialog
          danger={asking === 'stop'} title={`${reasoned[asking].title} “${step.title}”`} text={reasoned[asking].text} action={reasoned[asking].action}
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
