/** Drills: started and called off by a person. */
import { conflict, os, personOf } from './base.ts'

export const drills = {
  start: os.drills.start.handler(({ context, input: { fault } }) => context.console.drills.start({ fault, who: personOf(context) })),
  cancel: os.drills.cancel.handler(({ context }) => context.console.drills.cancel(personOf(context))),
  lesson: os.drills.lesson.handler(({ context, input: { to } }) => {
    const { lab, journal } = context.console
    if (to === 'begin' && lab === undefined) throw conflict('the two-minute drill is for the practice lab: this plan names real systems')
    journal.append({ kind: to === 'begin' ? 'lesson.begun' : 'lesson.left', who: personOf(context), data: {} })
  }),
}
