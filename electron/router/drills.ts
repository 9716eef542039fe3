/** Drills: started and called off by a person. */
import { os, personOf } from './base.ts'

export const drills = {
  start: os.drills.start.handler(({ context, input: { fault } }) => context.console.drills.start({ fault, who: personOf(context) })),
  cancel: os.drills.cancel.handler(({ context }) => context.console.drills.cancel(personOf(context))),
}
