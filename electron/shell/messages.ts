/** What the Electron main process and the engine say to each other, besides the ports that they hand over. */
import type { Notice, Role } from '../../shared/contract.ts'
import type { Entry } from '../lab/children.ts'
import type { Level } from '../log.ts'
import type { Kept } from '../secrets/vault.ts'

/** Given to the engine as its one argument, as JSON. */
export type EngineConfig = {
  readonly home: string
  /** Folder of the built renderer. */
  readonly pages: string
  readonly planFile?: string
  readonly user: string
  readonly level: Level
  /** The binary takes no programs of Node: the practice lab's are started by the main process. */
  readonly packaged: boolean
}

export type ToEngine =
  /** Comes with one port: serve the contract on it. */
  | { readonly kind: 'serve'; readonly role: Role; readonly name: string }
  | { readonly kind: 'quit?'; readonly ask: number }
  | { readonly kind: 'resumed' }
  /** The system handed a file over; absolute. */
  | { readonly kind: 'bundle'; readonly file: string }
  /** Answers `secrets?`. It goes between two processes of ours and no further. */
  | { readonly kind: 'secrets'; readonly ask: number; readonly kept: Kept }
  /** Answers `secret!`; `failed` says why it was not kept. */
  | { readonly kind: 'secret kept'; readonly ask: number; readonly failed?: string }
  /** Answers `print?`; base64, or why there is none. */
  | { readonly kind: 'printed'; readonly ask: number; readonly pdf?: string; readonly failed?: string }
  /** What becomes of a program of the lab: it has started, has said something, has ended. */
  | { readonly kind: 'lab'; readonly ask: number; readonly pid?: number; readonly said?: unknown; readonly ended?: number }
  | { readonly kind: 'stop' }

export type FromEngine =
  | { readonly kind: 'open' }
  /** A run or a ramp has begun, or is over. */
  | { readonly kind: 'run'; readonly open: boolean }
  | { readonly kind: 'secrets?'; readonly ask: number }
  | { readonly kind: 'secret!'; readonly ask: number; readonly name: string; readonly value: string }
  /** A page to be printed as PDF. */
  | { readonly kind: 'print?'; readonly ask: number; readonly html: string }
  /** What became of a file that was handed over: the bundle that it is here, or why it was not opened. */
  | { readonly kind: 'bundle'; readonly file: string; readonly id: string }
  | { readonly kind: 'bundle'; readonly file: string; readonly failed: string }
  /** For people at this desktop. */
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** Starts a program of the practice lab, with its configuration as JSON; or ends the one that was asked for so. */
  | { readonly kind: 'lab!'; readonly ask: number; readonly entry: Entry; readonly config: string }
  | { readonly kind: 'lab end'; readonly ask: number }
  /** Answers `quit?`: one line that names what is running, or null. */
  | { readonly kind: 'running'; readonly ask: number; readonly text: string | null }
  /** The console can't be opened; the engine ends. Starting it again changes nothing. */
  | { readonly kind: 'failed'; readonly message: string }
