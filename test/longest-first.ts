/** The order of the test files: who takes long begins first, so that no worker is left alone with one of them at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take long, with their seconds on two busy cores. Only their order counts; a file that is not here comes after them. */
const seconds: Readonly<Record<string, number>> = {
  'e2e/automatic': 230,
  'e2e/programme-job': 132,
  'real/renderer/fit-quiet': 120,
  'real/electron/forward': 113,
  'real/renderer/wall': 102,
  'real/renderer/screens': 100,
  'e2e/command-line': 95,
  'real/renderer/room': 90,
  'real/electron/haproxy-forward': 81,
  'real/renderer/fit-busy': 80,
  'real/renderer/acts': 65,
  'faults/kill': 55,
  'e2e/haproxy-job': 53,
  'e2e/main-job': 51,
  'real/renderer/replay': 50,
  'e2e/crash': 42,
  'faults/consoles': 41,
  'e2e/record': 40,
  'real/electron/drill': 39,
  'real/electron/rollback/crash': 36,
  'real/electron/connect/haproxy': 33,
  'real/electron/console/benches': 30,
  'real/renderer/messages': 30,
  'real/renderer/on-call': 30,
  'real/renderer/connections': 29,
  'real/renderer/wall-week': 29,
  'faults/two': 25,
  'real/renderer/checkpoints': 25,
  'real/electron/connect/lab': 24,
  'real/electron/archive/faults': 22,
  'real/electron/haproxy-faults': 22,
  'real/electron/archive/checkpoint-faults': 22,
  'real/renderer/pilots': 22,
  'real/electron/bench/load': 21,
  'real/renderer/programme': 21,
  'faults/targets': 21,
  'real/lab/lab': 20,
  'real/renderer/figures': 18,
  'faults/network': 17,
  'real/electron/rollback/lab': 17,
  'faults/disk': 16,
  'real/renderer/bundles': 16,
}

const secondsOf = ({ moduleId }: TestSpecification): number => seconds[/\/test\/(.+)\.test\.tsx?$/.exec(moduleId)?.[1] ?? ''] ?? 0

const isolated = ({ project }: TestSpecification): number => Number(project.config.isolate)

export class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Files that share a worker come last and together: it is handed from one to the next of its kind alone.
    return Promise.resolve(files.toSorted((a, b) => secondsOf(b) - secondsOf(a) || isolated(b) - isolated(a)))
  }
}
