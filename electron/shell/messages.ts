/** What the Electron main process and the engine say to each other, besides the ports that they hand over. */
import type { Role } from '../../shared/contract.ts'
import type { Level } from '../log.ts'

/** Given to the engine as its one argument, as JSON. */
export type EngineConfig = {
  readonly home: string
  readonly planFile?: string
  readonly user: string
  readonly level: Level
}

export type ToEngine =
  /** Comes with one port: serve the contract on it. */
  | { readonly kind: 'serve'; readonly role: Role; readonly name: string }
  | { readonly kind: 'quit?'; readonly ask: number }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'stop' }

export type FromEngine =
  | { readonly kind: 'open' }
  /** Answers `quit?`: one line that names what is running, or null. */
  | { readonly kind: 'running'; readonly ask: number; readonly text: string | null }
  /** The console can't be opened; the engine ends. Starting it again changes nothing. */
  | { readonly kind: 'failed'; readonly message: string }
