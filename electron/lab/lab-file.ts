/** `lab.json`: how others on this machine find a running lab. It holds the admin token, so only its owner reads it. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChildName, LabAddresses } from './lab.ts'
import { LabError } from './lab-error.ts'

export type LabFile = { readonly addresses: LabAddresses; readonly pids: Readonly<Record<ChildName, number>> }

const pathIn = (dir: string): string => join(dir, 'lab.json')

export const writeLabFile = (dir: string, file: LabFile): void => {
  mkdirSync(dir, { recursive: true })
  const making = `${pathIn(dir)}.making`
  writeFileSync(making, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  renameSync(making, pathIn(dir))
}

/** Throws LabError `not-running` where no lab has left its addresses. */
export const readLabFile = (dir: string): LabFile => {
  try {
    return JSON.parse(readFileSync(pathIn(dir), 'utf8')) as LabFile
  } catch (cause) {
    throw new LabError('not-running', `no lab runs in ${dir}: start the console with a plan that has a lab, or name its folder with --dir`, cause)
  }
}

export const removeLabFile = (dir: string): void => rmSync(pathIn(dir), { force: true })
