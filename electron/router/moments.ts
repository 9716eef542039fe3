/** A moment of an incident, for replay. Issue 6. */
import { incidentOf } from './incidents.ts'
import { os } from './base.ts'

export const moments = {
  span: os.moments.span.handler(({ context, input }) => context.console.moments.span(incidentOf(context, input.incident))),
  at: os.moments.at.handler(({ context, input: { incident, ...asked } }) => context.console.moments.at({ incident: incidentOf(context, incident), ...asked })),
  series: os.moments.series.handler(({ context, input: { incident, ...asked } }) => context.console.moments.series({ incident: incidentOf(context, incident), ...asked })),
  timeline: os.moments.timeline.handler(({ context, input: { incident, of, ...asked } }) =>
    context.console.moments.timeline({ incident: incidentOf(context, incident), of: of === undefined ? undefined : incidentOf(context, of), ...asked })),
}
