import type { Connection, ConnectionState, SecretName } from '../../shared/contract.ts'
import { sourceWords, type Worded } from './states.ts'

export const stateWord = (state: ConnectionState): Worded => (state === 'slow' ? { tone: 'warn', word: 'slow' } : sourceWords[state])

export const knownWords: Readonly<Record<Connection['known'], Worded>> = {
  expected: { tone: 'calm', word: 'as expected' },
  another: { tone: 'warn', word: 'another than expected' },
  'not recorded': { tone: 'off', word: 'none expected yet' },
  'not proven': { tone: 'unsure', word: 'not proven' },
}

export const fromWords: Readonly<Record<SecretName['from'], Worded>> = {
  environment: { tone: 'calm', word: 'from the environment' },
  keychain: { tone: 'calm', word: 'from the keychain' },
  'practice lab': { tone: 'calm', word: 'from the practice lab' },
  nowhere: { tone: 'bad', word: 'not set' },
}
