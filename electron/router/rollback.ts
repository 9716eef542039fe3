/** The button, and what people answer a run. */
import { isPractice } from '../../shared/plan.ts'
import type { Console } from '../console.ts'
import { streamOf } from '../console/broadcast.ts'
import { notFound, os, personOf, queued } from './base.ts'

/** When the exposure began: the first condition that is still true somewhere else than where a rollback goes, or now. */
function exposedSince({ lastFrame, clock, plan: { rollback: { target } } }: Console): number {
  const starts = (lastFrame()?.gates ?? [])
    .filter(({ environment, status }) => environment !== target && (status.state === 'firing' || status.state === 'pending'))
    .flatMap(({ status }) => status.activeSince ?? [])
  return Math.min(clock.mono(), ...starts)
}

export const rollback = {
  press: os.rollback.press.handler(({ context, input }) => {
    const { runner, plan } = context.console
    const { manualTriggers } = plan.rollback
    const trigger = manualTriggers.find(({ id }) => id === input.trigger)
    if (trigger === undefined && input.trigger !== 'button') throw notFound(`the plan has no manual trigger ${input.trigger}`)
    return runner.open({
      trigger: input.trigger, manual: true, drill: isPractice(plan), who: personOf(context), exposedSince: exposedSince(context.console),
      title: trigger?.title ?? `Rollback pressed by ${context.me.name}`, ...(input.reason !== undefined && { why: input.reason }),
    })
  }),
  confirm: os.rollback.confirm.handler(({ context, input: { run } }) => context.console.runner.confirm(run, personOf(context))),
  veto: os.rollback.veto.handler(({ context, input: { run, reason, lapse } }) => context.console.runner.veto(run, { who: personOf(context), reason, lapse })),
  answer: os.rollback.answer.handler(({ context, input: { run, ...given } }) => context.console.runner.answer(run, { who: personOf(context), ...given })),
  stop: os.rollback.stop.handler(({ context, input: { run, reason } }) => context.console.runner.stop(run, { who: personOf(context), reason })),
  automation: os.rollback.automation.handler(({ context, input: { mode, reason } }) => {
    context.console.journal.append({ kind: 'automation.set', who: personOf(context), why: reason, data: { mode } })
  }),
  rehearse: os.rollback.rehearse.handler(({ context }) => context.console.runner.rehearse()),
  commands: os.rollback.commands.handler(({ context }) => context.console.runner.commands()),
  letRun: os.rollback.letRun.handler(({ context, input: { hash } }) => context.console.runner.letRun(hash, personOf(context))),
  progress: os.rollback.progress.handler(({ context, signal }) =>
    streamOf(context.console.progress.subscribe, { signal, limit: queued.progress, full: 'drop' })),
}
