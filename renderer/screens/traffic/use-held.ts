import type { StepRun } from '../../../shared/rollback.ts'
import { useView } from '../../store.ts'

/** How long a hold has passed (ms): to the second while it is told live, else as it stands on the record. */
export function useHeld(run: string, step: StepRun): number {
  const live = useView((view) => view.progress.findLast((line) => line.run === run && line.step === step.id)?.done)
  const recorded = step.held?.ms ?? 0
  return step.state === 'running' ? Math.max(recorded, live ?? 0) : recorded
}
