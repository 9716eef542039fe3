/** The plan that a start opens with, and how every later text is read. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from '../../../shared/plan.ts'
import { checkBenchmarks } from '../../bench/planned.ts'
import { targetConflicts } from '../../connect/conflicts.ts'
import { checkTargets, secretPaths } from '../../connect/registry.ts'
import { openPlan, planReader, readPlan, type Check, type Opened, type PlanReader } from '../../plan/open.ts'
import { checkSteps } from '../../rollback/steps/index.ts'
import type { References } from '../../secrets/store.ts'
import type { PracticeLab } from './practice-lab.ts'

export type FirstPlan = {
  readonly first: Opened
  /** The plan's file, which may not be there yet. */
  readonly file: string
  /** Where the last good text is kept. */
  readonly lastGood: string
  readonly reader: PlanReader
  /** A text of the record: it starts no lab. Undefined where it can't be used any more. */
  readonly readAgain: (text: string) => Plan | undefined
}

/** What the rooms that a plan speaks to say of their own settings in it. */
const check = (plan: Plan): ReturnType<Check> => [...checkTargets(plan), ...targetConflicts(plan), ...checkSteps(plan), ...checkBenchmarks(plan)]

/** @throws BuiltInPlanError; whatever the lab's start throws */
export async function openFirstPlan({ home, planFile, builtIn, env, lab }: {
  readonly home: string
  /** The file that was asked for. */
  readonly planFile: string | undefined
  readonly builtIn: string
  readonly env: References['env']
  readonly lab: PracticeLab
}): Promise<FirstPlan> {
  const reading = { env, check, secrets: secretPaths, lab: lab.start }
  const file = planFile ?? join(home, 'plan.yaml')
  const lastGood = join(home, 'last-good-plan.yaml')
  // Without a file of one's own, or one that was made on this screen, the built-in plan is used.
  const first = await openPlan({ ...reading, builtIn, lastGood, ...((planFile !== undefined || existsSync(file)) && { file }) })
  return {
    first, file, lastGood, reader: planReader(reading),
    readAgain: (text) => {
      const read = readPlan(text, { ...env, ...lab.variables() }, check)
      return 'plan' in read ? read.plan : undefined
    },
  }
}
