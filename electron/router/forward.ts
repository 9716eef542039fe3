/** Sending users on in steps, and what people do to it. */
import { isPractice } from '../../shared/plan.ts'
import { os, personOf } from './base.ts'

export const forward = {
  start: os.forward.start.handler(({ context, input: { ramp, from, reason } }) => {
    const { runner, plan } = context.console
    return runner.forward.start({ ramp, from, drill: isPractice(plan), who: personOf(context), why: reason })
  }),
  next: os.forward.next.handler(({ context, input: { run } }) => context.console.runner.forward.next(run, personOf(context))),
  hold: os.forward.hold.handler(({ context, input: { run, reason } }) => context.console.runner.forward.hold(run, { who: personOf(context), reason })),
  back: os.forward.back.handler(({ context, input: { run, reason } }) => context.console.runner.forward.back(run, { who: personOf(context), reason })),
  stop: os.forward.stop.handler(({ context, input: { run, reason } }) => context.console.runner.forward.stop(run, { who: personOf(context), reason })),
  answer: os.forward.answer.handler(({ context, input: { run, ...given } }) => context.console.runner.forward.answer(run, { who: personOf(context), ...given })),
}
