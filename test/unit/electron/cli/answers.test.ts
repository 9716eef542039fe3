import { expect, test, vi } from 'vitest'
import { createAnswers, readAnswer } from '../../../../electron/cli/answers.ts'
import type { Client } from '../../../../electron/cli/link.ts'
import type { Terminal } from '../../../../electron/cli/terminal.ts'
import type { Run, StepRun } from '../../../../shared/rollback.ts'
import { plain } from './plain.ts'

test.each([
  ['retry', { choice: 'retry' }], [' Retry ', { choice: 'retry' }], ['skip it is known', { choice: 'skip', reason: 'it is known' }], ['stop: green is back', { choice: 'stop', reason: 'green is back' }],
  ['skip', undefined], ['stop no', undefined], ['yes', undefined], ['', undefined],
])('%j is read', (text, answer) => {
  expect(readAnswer(text)).toEqual(answer)
})

const question: StepRun['question'] = { text: 'What now?', options: ['retry', 'skip', 'stop'], silence: 'retry', answerBy: 0 }
const runWith = (...steps: readonly { readonly id: string; readonly question?: StepRun['question'] }[]): Run => ({ id: 'r1', stages: [{ steps: steps.map((step) => ({ title: step.id, ...step })) }] }) as unknown as Run

function desk(interactive = true) {
  const said: string[] = []
  const questions: { readonly text: string; readonly type: (line: string | undefined) => void; readonly signal: AbortSignal }[] = []
  const terminal: Terminal = {
    out: () => undefined, say: (line) => void said.push(line), paintOut: plain, paintSay: plain, interactive,
    ask: (text, signal) => new Promise((resolve) => {
      questions.push({ text, type: resolve, signal })
      signal.addEventListener('abort', () => resolve(undefined), { once: true })
    }),
  }
  const answer = vi.fn(() => Promise.resolve())
  const client = { rollback: { answer } } as unknown as Client
  return { said, questions, answer, answers: createAnswers({ client, terminal, onFailed: (error) => void said.push(String(error)) }) }
}

test('a question is put once, and its answer is sent with the reason', async () => {
  const { answers, questions, answer } = desk()
  answers.look(runWith({ id: 'switch', question }))
  answers.look(runWith({ id: 'switch', question }))
  expect(questions.map(({ text }) => text)).toEqual(['switch? retry / skip REASON / stop REASON: '])
  questions[0]?.type('skip the balancer is gone')
  await vi.waitFor(() => expect(answer).toHaveBeenCalledWith({ run: 'r1', step: 'switch', choice: 'skip', reason: 'the balancer is gone' }))
})

test('what is not understood is asked again, and so is what is refused', async () => {
  const { answers, questions, answer, said } = desk()
  answers.look(runWith({ id: 'switch', question }))
  questions[0]?.type('skip')
  await vi.waitFor(() => expect(questions).toHaveLength(2))
  expect(said[0]).toContain('with skip and stop a reason')
  answer.mockRejectedValueOnce(new Error('Another console drives now'))
  questions[1]?.type('retry')
  await vi.waitFor(() => expect(questions).toHaveLength(3))
  expect(said[1]).toContain('Another console drives now')
})

test('a question that someone else answered is taken back, and the next one is put', () => {
  const { answers, questions } = desk()
  answers.look(runWith({ id: 'switch', question }))
  answers.look(runWith({ id: 'switch' }, { id: 'copy', question }))
  expect(questions.map(({ signal }) => signal.aborted)).toEqual([true, false])
  answers.stop()
  expect(questions[1]?.signal.aborted).toBe(true)
})

test('without a terminal nobody is asked: silence decides', () => {
  const { answers, questions } = desk(false)
  answers.look(runWith({ id: 'switch', question }))
  expect(questions).toEqual([])
})
