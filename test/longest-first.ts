/** The order of the test files: who takes long begins first, so that no worker is left alone with one of them at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take long, with their seconds on two busy cores. Only their order counts; a file that is not here comes after them. */
const seconds: Readonly<Record<string, number>> = {
  'e2e/automatic': 185,
  'e2e/command-line': 120,
  'faults/kill': 120,
  'real/renderer/fit-quiet': 105,
  'real/renderer/fit-busy': 105,
  'e2e/haproxy-job': 100,
  'real/renderer/room': 80,
  'real/renderer/screens': 75,
  'real/renderer/acts': 75,
  'e2e/main-job': 75,
  'real/renderer/first-run': 70,
  'real/renderer/connections': 70,
  'real/renderer/wall': 65,
  'real/electron/rollback/crash': 65,
  'e2e/programme-job': 65,
  'e2e/crash': 50,
  'real/renderer/replay': 40,
  'unit/electron/consoles/schedules': 39,
  'real/renderer/drills': 26,
  'faults/two': 25,
  'real/electron/forward': 25,
  'real/electron/archive/faults': 23,
  'real/electron/connect/haproxy': 23,
  'real/electron/archive/checkpoint-faults': 22,
  'real/electron/console/benches/benches': 20,
  'real/lab/lab': 20,
  'real/renderer/programme': 20,
  'real/electron/drill': 19,
  'faults/consoles': 18,
  'faults/targets': 18,
  'real/renderer/figures': 18,
  'unit/electron/plan/fuzz': 16,
  'faults/disk': 16,
  'faults/network': 16,
  'real/electron/haproxy-forward': 16,
  'real/renderer/bundles': 16,
  'real/renderer/checkpoints': 16,
  'real/renderer/pilots': 15,
  'faults/clock': 14,
  'real/electron/bench/load': 14,
  'real/electron/connect/mysql': 14,
  'real/electron/connections': 14,
  'real/electron/connect/lab': 13,
  'real/electron/haproxy-faults': 13,
  'real/electron/rollback/lab': 13,
  'real/renderer/on-call': 12,
  'real/renderer/wall-week': 11,
}

const secondsOf = ({ moduleId }: TestSpecification): number => seconds[/\/test\/(.+)\.test\.tsx?$/.exec(moduleId)?.[1] ?? ''] ?? 0

const isolated = ({ project }: TestSpecification): number => Number(project.config.isolate)

export class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Files that share a worker come last and together: it is handed from one to the next of its kind alone.
    return Promise.resolve(files.toSorted((a, b) => secondsOf(b) - secondsOf(a) || isolated(b) - isolated(a)))
  }
}
