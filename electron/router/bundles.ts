/** Bundles: made, brought in, looked at. */
import { pieceBytes } from '../../shared/contract.ts'
import { os, personOf } from './base.ts'

export const bundles = {
  export: os.bundles.export.handler(({ context, input: { incident, redaction }, signal }) => context.console.bundles.export(incident, { redaction, who: personOf(context) }, signal)),
  read: os.bundles.read.handler(({ context, input: { name, offset } }) => context.console.bundles.exported(name, offset)),
  send: os.bundles.send.handler(({ context, input: { upload, offset, data } }) => context.console.bundles.send(upload, offset, data)),
  add: os.bundles.add.handler(({ context, input }) => context.console.bundles.add(input)),
  remove: os.bundles.remove.handler(({ context, input }) => context.console.bundles.remove(input.bundle)),
  accept: os.bundles.accept.handler(({ context, input }) => context.console.bundles.accept(input.bundle, personOf(context), input.reason)),
  list: os.bundles.list.handler(({ context }) => context.console.bundles.list()),
  timeline: os.bundles.timeline.handler(({ context, input: { bundle, kinds, ...rest } }) => context.console.bundles.get(bundle).entries({ ...rest, ...(kinds && { kinds }) })),
  series: os.bundles.series.handler(({ context, input: { bundle, ...asked } }) => context.console.bundles.series(bundle, asked)),
  file: os.bundles.file.handler(({ context, input: { bundle: id, path, number } }) => {
    const bundle = context.console.bundles.get(id)
    const data = Buffer.from(bundle.piece(path, number))
    const found = bundle.manifest.files.find((file) => file.path === path)
    const { media, bytes } = found ?? { media: 'application/octet-stream', bytes: data.length }
    return { data: data.toString('base64'), more: (number + 1) * pieceBytes < bytes, media, bytes }
  }),
}
