/** The order of the test files: who takes long begins first, so that no worker is left alone with one of them at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take long, with their seconds on two busy cores. Only their order counts; a file that is not here comes after them. */
const seconds: Readonly<Record<string, number>> = {
  'e2e/automatic': 200,
  'real/renderer/fit-quiet': 120,
  'real/renderer/fit-busy': 90,
  'e2e/command-line': 78,
  'real/renderer/wall': 70,
  'real/renderer/screens': 60,
  'real/renderer/room': 57,
  'faults/kill': 55,
  'real/renderer/acts': 54,
  'unit/electron/consoles/schedules': 39,
  'real/electron/rollback/crash': 36,
  'e2e/crash': 34,
  'e2e/haproxy-job': 33,
  'e2e/main-job': 32,
  'e2e/programme-job': 26,
  'real/renderer/connections': 26,
  'real/renderer/drills': 26,
  'faults/two': 25,
  'real/electron/forward': 25,
  'real/electron/archive/faults': 23,
  'real/electron/connect/haproxy': 23,
  'real/renderer/replay': 23,
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
