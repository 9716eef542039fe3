/** The practice lab as a plan asks for it: started by the first one that does, left by the first one that does not. */
import { join } from 'node:path'
import type { Spawn } from '../../lab/children.ts'
import { startLab, type Lab } from '../../lab/lab.ts'
import type { Ground } from './ground.ts'

export type PracticeLab = {
  readonly now: () => Lab | undefined
  /** What only the running lab knows, by the names that a plan has for it; nothing where none runs. */
  readonly variables: () => Readonly<Record<string, string>>
  /** Starts it, or finds it running. @throws LabError */
  readonly start: (options: { readonly seed: number; readonly users: number }) => Promise<Readonly<Record<string, string>>>
  readonly leave: () => Promise<void>
}

const variablesOf = ({ addresses }: Lab): Readonly<Record<string, string>> => ({
  LAB_BLUE: addresses.blue, LAB_GREEN: addresses.green, LAB_BALANCER: addresses.balancer, LAB_CONTROL: addresses.control,
  LAB_TOKEN: addresses.adminToken, LAB_BLUE_ARCHIVE: addresses.blueArchive, LAB_GREEN_ARCHIVE: addresses.greenArchive,
})

/** @param spawn starts its programs; without it this process does */
export function createPracticeLab({ home, log, onStop, spawn }: Pick<Ground, 'home' | 'log' | 'onStop'> & { readonly spawn: Spawn | undefined }): PracticeLab {
  let lab: Lab | undefined
  onStop(() => lab?.stop())
  return {
    now: () => lab,
    variables: () => (lab ? variablesOf(lab) : {}),
    start: async ({ seed, users }) => {
      lab ??= await startLab({ dir: join(home, 'lab'), seed, users, log: (line) => log.info('lab', { line }), ...(spawn && { spawn }) })
      return variablesOf(lab)
    },
    leave: async () => {
      await lab?.stop()
      lab = undefined
    },
  }
}
