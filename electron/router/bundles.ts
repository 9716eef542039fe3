/** Bundles: made, brought in, looked at. */
import { shownEntry } from '../plan/shown.ts'
import { os, personOf } from './base.ts'

export const bundles = {
  export: os.bundles.export.handler(({ context, input: { incident, redaction }, signal }) => context.console.bundles.export(incident, { redaction, who: personOf(context) }, signal)),
  read: os.bundles.read.handler(({ context, input: { name, offset } }) => context.console.bundles.exported(name, offset)),
  send: os.bundles.send.handler(({ context, input: { upload, offset, data } }) => context.console.bundles.send(upload, offset, data)),
  add: os.bundles.add.handler(({ context, input }) => context.console.bundles.add(input)),
  remove: os.bundles.remove.handler(({ context, input }) => context.console.bundles.remove(input.bundle)),
  accept: os.bundles.accept.handler(({ context, input }) => context.console.bundles.accept(input.bundle, personOf(context), input.reason)),
  list: os.bundles.list.handler(({ context }) => context.console.bundles.list()),
  timeline: os.bundles.timeline.handler(({ context, input: { bundle, kinds, ...rest } }) => {
    const page = context.console.bundles.room(bundle).timeline({ ...rest, ...(kinds && { kinds }) })
    return { ...page, entries: page.entries.map(shownEntry(context.role)) }
  }),
  incident: os.bundles.incident.handler(({ context, input }) => context.console.bundles.room(input.bundle).incident),
  others: os.bundles.others.handler(({ context, input }) => context.console.bundles.room(input.bundle).others.map(shownEntry(context.role))),
  picture: os.bundles.picture.handler(({ context, input: { bundle, sha } }) => context.console.bundles.room(bundle).picture(sha)),
  logSources: os.bundles.logSources.handler(({ context, input }) => context.console.bundles.room(input.bundle).logs()),
  logLines: os.bundles.logLines.handler(({ context, input: { bundle, sources, environment, levels, ...rest } }) =>
    context.console.bundles.room(bundle).lines({ ...rest, ...(sources && { sources }), ...(environment && { environment }), ...(levels && { levels }) })),
}
