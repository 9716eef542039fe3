/** What a run's steps ask, put to whoever sits at the terminal. Nobody there, or nothing typed: silence decides. */
import { askOptions } from '../../shared/journal.ts'
import type { Run, StepRun } from '../../shared/rollback.ts'
import type { Client } from './link.ts'
import type { Terminal } from './terminal.ts'

export type Answer = { readonly choice: (typeof askOptions)[number]; readonly reason?: string }

/** "retry", or "end", "skip" and "stop" with the reason behind it; undefined for anything else. */
export function readAnswer(text: string): Answer | undefined {
  const [, word = '', reason = ''] = /^\s*(\w+)[\s:,]*(.*?)\s*$/s.exec(text) ?? []
  const choice = askOptions.find((one) => one === word.toLowerCase())
  if (choice === undefined || (choice !== 'retry' && reason.length < 3)) return undefined
  return reason === '' ? { choice } : { choice, reason }
}

export type Answers = {
  /** Puts to the terminal what the run asks now, and takes back what it no longer asks. */
  readonly look: (run: Run) => void
  readonly stop: () => void
}

export type Given = Answer & { readonly run: string; readonly step: string }

/** @param options.onFailed an answer that could not be sent; `send`: where it is given, else to the rollback */
export function createAnswers({ client, terminal, onFailed, send = (answer) => client.rollback.answer(answer) }: { readonly client: Client; readonly terminal: Terminal; readonly onFailed: (error: unknown) => void; readonly send?: (answer: Given) => Promise<void> }): Answers {
  let asked: { readonly step: string; readonly question: unknown; readonly open: AbortController } | undefined

  const ask = async (run: string, { id, title, question, asked: number }: StepRun, open: AbortController): Promise<void> => {
    const options = question?.options ?? []
    while (!open.signal.aborted) {
      const typed = await terminal.ask(`${title}? ${options.map((one) => (one === 'retry' ? one : `${one} REASON`)).join(' / ')}: `, open.signal)
      if (typed === undefined) return
      const answer = readAnswer(typed)
      if (!answer || !options.includes(answer.choice)) {
        if (!open.signal.aborted) terminal.say(`Type ${options.join(', ')}; with ${options.filter((one) => one !== 'retry').join(' and ')} a reason, which goes on the record.`)
        continue
      }
      try {
        return await send({ run, step: id, ...answer, ...(answer.choice === 'end' && number !== undefined && { asked: number }) })
      } catch (error) {
        onFailed(error)
      }
    }
  }
  const stop = (): void => {
    asked?.open.abort()
    asked = undefined
  }
  return {
    stop,
    look: (run) => {
      const step = run.stages.flatMap(({ steps }) => steps).find(({ question }) => question !== undefined)
      if (asked && step?.id === asked.step && step.question === asked.question) return
      stop()
      if (step === undefined || !terminal.interactive) return
      const open = new AbortController()
      asked = { step: step.id, question: step.question, open }
      void ask(run.id, step, open).catch(onFailed)
    },
  }
}
