import { expect, test } from 'vitest'
import { checkpointLine } from '../../../../electron/cli/checkpoint-text.ts'
import type { Checkpoint } from '../../../../shared/checkpoint.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'
import { plain } from './plain.ts'

const begun: Checkpoint = { id: 'c-1', environment: 'blue', state: 'failed', cause: 'person', by: 'Ada', begunAt: 0, problem: { at: 0, text: 'the disk is full' } }

test('a line says what it is of, its state, age, size, and whether a restore fits', () => {
  const taken = { checkpoint: 'c-1', identity: 'u', at: 0, file: 'c-1', bytes: 4_200_000, sha256: 'ab', tables: [], ms: 5 }
  expect(checkpointLine({ ...begun, state: 'proven', taken, proof: { at: 0, rows: 1, tables: 1, ms: 12_000 } }, tbsPlan(), 7_200_000, plain)).toBe('c-1               blue   proven  2 h old  4.2 MB  restore 12 s, fits in its time-out of 4 min')
  expect(checkpointLine(begun, tbsPlan(), 7_200_000, plain)).toBe('c-1               blue   failed  2 h old  the disk is full')
})
