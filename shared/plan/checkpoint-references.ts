/** Checkpoints need an archive, and an item that they tick needs them. */
import type { Plan } from '../plan.ts'
import type { ReferenceMistake } from './reference-mistake.ts'

export function checkpointReferences({ archive, targets, checkpoints, checklists }: Plan): readonly ReferenceMistake[] {
  const twice = new Set(checkpoints?.environments).size !== (checkpoints?.environments.length ?? 0)
  return [
    ...(checkpoints !== undefined && archive === undefined && !targets.some(({ kind }) => kind === 'lab-archive')
      ? [{ path: ['checkpoints'], message: 'the plan has no archive that could be checkpointed', mend: 'Add a section `archive`, or leave `checkpoints` out.' }] : []),
    ...(twice ? [{ path: ['checkpoints', 'environments'], message: 'an environment stands there twice', mend: 'Name each once.' }] : []),
    ...checklists.flatMap((list, index) => list.items.flatMap((item, at): readonly ReferenceMistake[] =>
      item.by === 'checkpoint' && checkpoints === undefined
        ? [{ path: ['checklists', index, 'items', at, 'by'], message: 'the plan has no checkpoints that could tick this', mend: 'Add a section `checkpoints`, or leave `by` out.' }]
        : [])),
  ]
}
