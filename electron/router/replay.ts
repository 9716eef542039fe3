/** Gates over recorded series, and the change that came of it. Issue 4, replay. */
import { ORPCError } from '@orpc/server'
import { NothingToReplayError } from '../console/replay/replays.ts'
import { CsvError } from '../observe/csv.ts'
import { changeGates } from '../plan/change.ts'
import { notFound, os, personOf } from './base.ts'

const known = (plan: { readonly gates: readonly { readonly id: string }[] }, ids: readonly string[]): void => {
  const unknown = ids.find((id) => !plan.gates.some((gate) => gate.id === id))
  if (unknown !== undefined) throw notFound(`the plan has no gate ${unknown}`)
}

export const replay = {
  sources: os.replay.sources.handler(({ context }) => context.console.replays.sources()),
  run: os.replay.run.handler(async ({ context: { console }, input, signal }) => {
    known(console.plan, [...input.gates, ...input.changes.map(({ gate }) => gate)])
    try {
      return await console.replays.run(input, signal)
    } catch (error) {
      if (error instanceof NothingToReplayError) throw notFound(error.message)
      if (error instanceof CsvError) throw new ORPCError('BAD_REQUEST', { message: error.message, data: { issues: error.mistakes.map((message) => ({ message })) } })
      throw error
    }
  }),
  history: os.replay.history.handler(({ context: { console }, input, signal }) => {
    known(console.plan, input.changes.map(({ gate }) => gate))
    return console.replays.history(input, signal)
  }),
  use: os.replay.use.handler(({ context, input: { changes, reason } }) => {
    const { console } = context
    known(console.plan, changes.map(({ gate }) => gate))
    return console.plans.apply(changeGates(console.plans.text(), changes), { who: personOf(context), why: reason })
  }),
}
