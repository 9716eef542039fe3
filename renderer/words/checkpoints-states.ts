/** The word and the tone of every state of a checkpoint and of a recovery. */
import type { Checkpoint, Recovery } from '../../shared/checkpoint.ts'
import type { CheckpointProgress } from '../../shared/contract.ts'
import { bytes } from '../parts/format.ts'
import type { Worded } from './states.ts'

export const checkpointWords: Readonly<Record<Checkpoint['state'], Worded>> = {
  taking: { tone: 'busy', word: 'being taken' },
  taken: { tone: 'unsure', word: 'not proven' },
  proven: { tone: 'calm', word: 'proven' },
  failed: { tone: 'bad', word: 'failed' },
  damaged: { tone: 'bad', word: 'damaged' },
  removed: { tone: 'off', word: 'removed' },
}
export const recoveryWords: Readonly<Record<Recovery['state'], Worded>> = {
  building: { tone: 'busy', word: 'being built' },
  built: { tone: 'calm', word: 'built, not live' },
  swapping: { tone: 'unsure', word: 'being put in place' },
  promoted: { tone: 'warn', word: 'live' },
  'taken back': { tone: 'off', word: 'taken back' },
  failed: { tone: 'bad', word: 'failed' },
  discarded: { tone: 'off', word: 'dropped' },
}
export const workWords: Readonly<Record<CheckpointProgress['work'], string>> = {
  take: 'Taking a checkpoint', prove: 'Proving a checkpoint', recover: 'Building a recovery', swap: 'Exchanging what is live',
}
export const causeWords: Readonly<Record<Checkpoint['cause'], string>> = { person: 'on demand', schedule: 'as scheduled', phase: 'before a phase' }

export const sizeText = (size: number): string => {
  const { number, unit } = bytes(size)
  return `${number} ${unit}`
}

/** "2025-11-24T14:03:22" of the reader's own zone: what a field of date and time takes. */
export function localText(wall: number): string {
  const date = new Date(wall)
  return new Date(wall - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}
