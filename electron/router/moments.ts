/** A moment of an incident, for replay; of an own one, or of one in a bundle. Issue 6. */
import { bundleIn } from '../../shared/bundle.ts'
import type { Incident } from '../../shared/incident.ts'
import type { Moments } from '../console/replay/moments.ts'
import { shownEntry } from '../plan/shown.ts'
import { incidentOf } from './incidents.ts'
import { notFound, os, type CallContext } from './base.ts'

/** Whose record tells it. Within a bundle its incident bears its own name too. */
function recordOf(context: CallContext, id: string): { readonly incident: Incident; readonly moments: Moments; readonly named: (other: string) => Incident } {
  const { console } = context
  const bundle = bundleIn(id)
  if (bundle === undefined) return { incident: incidentOf(context, id), moments: console.moments, named: (other) => incidentOf(context, other) }
  const { incident, moments } = console.bundles.room(bundle)
  return {
    incident, moments,
    named: (other) => {
      if (other !== incident.id && other !== id) throw notFound(`the bundle has no incident ${other}`)
      return incident
    },
  }
}

export const moments = {
  span: os.moments.span.handler(({ context, input }) => {
    const { incident, moments: of } = recordOf(context, input.incident)
    return of.span(incident)
  }),
  at: os.moments.at.handler(async ({ context, input: { incident: id, ...asked } }) => {
    const { incident, moments: of } = recordOf(context, id)
    const moment = await of.at({ incident, ...asked })
    const { change } = moment
    const shown = shownEntry(context.role)
    return { ...moment, change: change.kind === 'entries' ? { ...change, entries: change.entries.map(shown) } : { ...change, recent: change.recent.map(shown) } }
  }),
  reading: os.moments.reading.handler(({ context, input }) => recordOf(context, input.incident).moments.reading()),
  series: os.moments.series.handler(({ context, input: { incident: id, ...asked } }) => {
    const { incident, moments: of } = recordOf(context, id)
    return of.series({ incident, ...asked })
  }),
  timeline: os.moments.timeline.handler(({ context, input: { incident: id, of: other, ...asked } }) => {
    const { incident, moments: of, named } = recordOf(context, id)
    const page = of.timeline({ incident, of: other === undefined ? undefined : named(other), ...asked })
    return { ...page, entries: page.entries.map(shownEntry(context.role)) }
  }),
  others: os.moments.others.handler(async ({ context, input: { incident: id, of: other, ...asked } }) => {
    const { incident, moments: of, named } = recordOf(context, id)
    return (await of.others({ incident, of: named(other), ...asked })).map(shownEntry(context.role))
  }),
}
