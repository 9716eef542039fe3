import { expect, test } from 'vitest'
import { runningText } from '../../../../electron/shell/leaving.ts'
import type { Run, StageRun, StepState } from '../../../../shared/rollback.ts'

const stage = (title: string, state: StepState): StageRun => ({
  id: title, title, from: 0, to: 1, steps: [{ id: `${title}-step`, title, kind: 'record', state, attempt: 1, facts: {} }],
})
const run: Run = {
  id: 'r1', incident: 'i1', trigger: 'manual', manual: true, drill: false, openedBy: 'Ada', target: 'blue', identity: 'b', planHash: 'h',
  state: 'running', boot: 'b', startedAt: 1_000, exposedSince: 0, startedWall: 0, deadline: 900_000, validation: 120_000, overDeadline: false,
  fencing: 1, joined: 0, stages: [stage('Assess', 'ok'), stage('Traffic', 'running'), stage('Data', 'waiting')],
}

test.each([
  ['nothing', undefined, undefined],
  ['an ended run', { ...run, state: 'completed' }, undefined],
  ['a run in its second stage', run, 'A rollback to blue (r1) is running: stage 2 of 3, Traffic, 2:05 of 15:00.'],
  ['a drill', { ...run, drill: true }, 'A drill to blue (r1) is running: stage 2 of 3, Traffic, 2:05 of 15:00.'],
  ['a run that waits', { ...run, state: 'validating' }, 'A rollback to blue (r1) waits for its validation, 2:05 of 15:00.'],
  ['a run at its end', { ...run, stages: [stage('Assess', 'skipped')] }, 'A rollback to blue (r1) is running: its last stage is done, 2:05 of 15:00.'],
] as const)('%s', (_, given, text) => {
  expect(runningText(given, 126_000)).toBe(text)
})
