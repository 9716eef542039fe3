/** The other consoles: who is there, who drives, and the one press that changes it. */
import { shownEntry } from '../plan/shown.ts'
import { os, personOf } from './base.ts'

export const consoles = {
  list: os.consoles.list.handler(({ context }) => context.console.consoles.list()),
  takeOver: os.consoles.takeOver.handler(({ context, input: { run, reason } }) => context.console.runner.takeOver(run, { who: personOf(context), reason })),
  handOver: os.consoles.handOver.handler(({ context, input: { to, reason } }) => context.console.consoles.handOver(to, { who: personOf(context), reason })),
  ofIncident: os.consoles.ofIncident.handler(({ context, input }) => context.console.others.ofIncident(input.incident).map(({ entry }) => entry).map(shownEntry(context.role))),
  verify: os.consoles.verify.handler(({ context }) => context.console.consoles.verify()),
}
