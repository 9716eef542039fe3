/** Checkpoints and recoveries: what a person starts, looks at and agrees to. Semantics 14 and 15 of the design. */
import type { CheckpointProgress } from '../../shared/contract.ts'
import type { Console } from '../console.ts'
import { streamOf } from '../console/broadcast.ts'
import { os, personOf, queued } from './base.ts'

async function* progress({ checkpoints, checkpointProgress }: Console, signal: AbortSignal | undefined): AsyncGenerator<{ readonly active?: CheckpointProgress }> {
  const active = checkpoints.active()
  if (active) yield { active }
  yield* streamOf(checkpointProgress.subscribe, { signal, limit: queued.progress, full: 'drop' })
}

export const checkpoints = {
  status: os.checkpoints.status.handler(({ context }) => context.console.checkpoints.status()),
  take: os.checkpoints.take.handler(({ context, input: { environments, reason } }) => context.console.checkpoints.take({ environments, who: personOf(context), why: reason })),
  prove: os.checkpoints.prove.handler(({ context, input: { checkpoint } }) => context.console.checkpoints.prove(checkpoint, personOf(context))),
  cancel: os.checkpoints.cancel.handler(({ context }) => context.console.checkpoints.cancel(personOf(context))),
  remove: os.checkpoints.remove.handler(({ context, input: { checkpoint, reason } }) => context.console.checkpoints.remove(checkpoint, { who: personOf(context), why: reason })),
  reach: os.checkpoints.reach.handler(async ({ context, input: { checkpoint } }) => ({ reach: await context.console.checkpoints.reach(checkpoint) })),
  recover: os.checkpoints.recover.handler(({ context, input: { checkpoint, moment, reason } }) => context.console.checkpoints.recover(checkpoint, { moment, who: personOf(context), why: reason })),
  preview: os.checkpoints.preview.handler(({ context, input: { recovery } }) => context.console.checkpoints.preview(recovery)),
  promote: os.checkpoints.promote.handler(({ context, input: { recovery, preview, reason } }) => context.console.checkpoints.promote(recovery, { preview, who: personOf(context), why: reason })),
  takeBack: os.checkpoints.takeBack.handler(({ context, input: { recovery, reason } }) => context.console.checkpoints.takeBack(recovery, { who: personOf(context), why: reason })),
  discard: os.checkpoints.discard.handler(({ context, input: { recovery, reason } }) => context.console.checkpoints.discard(recovery, { who: personOf(context), why: reason })),
  progress: os.checkpoints.progress.handler(({ context, signal }) => progress(context.console, signal)),
}
