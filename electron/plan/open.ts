/**
 * Opens the plan that is to be used: the file that was asked for, or the last good one, or the built-in one.
 * Fault 26 of trust.md: a broken plan never stops the console, and every mistake is told.
 */
import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Mistake, OpenedPlan } from '../../shared/contract/plan.ts'
import { errorText } from '../../shared/error-text.ts'
import type { Plan } from '../../shared/plan.ts'
import { writeAtomic } from '../atomic-file.ts'
import { labOf, readPlan, type Check, type PlacedFinding, type SecretPaths } from './read.ts'
import { planText, type PlanText } from './source.ts'
import { namesIn, type Environment } from './variables.ts'

export { readPlan, type Check } from './read.ts'

type LabStart = (options: { readonly seed: number; readonly users: number }) => Promise<Readonly<Record<string, string>>>

export type OpenPlan = {
  /** The file that was asked for; without one the built-in plan is used. */
  readonly file?: string
  /** Path of the plan that comes with the console. */
  readonly builtIn: string
  /** Path where the last good file's text is kept. */
  readonly lastGood: string
  readonly env: Environment
  readonly check?: Check
  readonly secrets?: SecretPaths
  /** Starts the practice environment, or finds it running, and gives its variables. Called for a plan that is otherwise good; by `openPlan` once at most. */
  readonly lab?: LabStart
}

/** The plan that comes with the console can't be used: the installation is damaged. */
export class BuiltInPlanError extends Error {
  override readonly name = 'BuiltInPlanError'
  readonly mistakes: readonly Mistake[]

  constructor(file: string, mistakes: readonly Mistake[], cause?: unknown) {
    const said = mistakes.slice(0, 5).map(({ line, column, message }) => `line ${line}:${column}: ${message}`).join('; ')
    super(`The built-in plan ${file} can't be used: ${said || String(cause)}. Install Fifteen again.`, cause === undefined ? undefined : { cause })
    this.mistakes = mistakes
  }
}

const mostBytes = 1_000_000

/** A plan file that can't be read as text; the message says why. */
class UnreadableFile extends Error {}

/** @throws UnreadableFile */
async function readText(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r')
    try {
      const about = await handle.stat()
      if (!about.isFile()) throw new UnreadableFile('it is not a file')
      if (about.size > mostBytes) throw new UnreadableFile(`it has ${about.size} bytes, a plan has ${mostBytes} at most`)
      const bytes = new Uint8Array(mostBytes + 1)
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
      if (bytesRead > mostBytes) throw new UnreadableFile(`it has more than ${mostBytes} bytes`)
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytesRead))
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error
    if (error instanceof TypeError) throw new UnreadableFile('it is not UTF-8 text', { cause: error })
    throw new UnreadableFile(errorText(error), { cause: error })
  }
}

async function keep(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeAtomic(file, text, 0o600)
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A plan that can be used, with the text that it stands in and the sha256 of that. */
export type ReadPlan = { readonly text: string; readonly hash: string; readonly plan: Plan; readonly findings: readonly PlacedFinding[] }
export type Attempt = ReadPlan | { readonly mistakes: readonly Mistake[] }
export type Opened = OpenedPlan & { readonly text: string }

export type PlanReader = {
  readonly read: (text: string) => Promise<Attempt>
  readonly readFile: (file: string) => Promise<Attempt>
}

/** Stand-ins for what only a running lab knows, so that a plan is looked through before one is started. */
const standIns = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(namesIn(text).filter((name) => name.startsWith('LAB_')).map((name) => [name, 'http://127.0.0.1:9']))

/** Reads plans with what this console knows: its environment, the kinds of targets and steps, the practice environment. */
export function planReader({ env, check, secrets, lab }: Pick<OpenPlan, 'env' | 'check' | 'secrets' | 'lab'>): PlanReader {
  const attempt = (from: PlanText, variables: Environment): Attempt => {
    const found = readPlan(from, variables, check, secrets)
    return 'mistakes' in found ? found : { ...found, text: from.text, hash: hashOf(from.text) }
  }
  const read = async (text: string): Promise<Attempt> => {
    const from = planText(text)
    const wanted = lab && labOf(from)
    if (lab === undefined || wanted === undefined) return attempt(from, env)
    const looked = attempt(from, { ...standIns(text), ...env })
    return 'mistakes' in looked ? looked : attempt(from, { ...env, ...(await lab(wanted)) })
  }
  return {
    read,
    readFile: async (file) => {
      try {
        return await read(await readText(file))
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error
        return { mistakes: [{ line: 1, column: 1, path: '', message: `${file} can't be read: ${error.message}`, mend: 'Check the path and the permissions of the file.' }] }
      }
    },
  }
}

/**
 * @throws BuiltInPlanError when the built-in plan is needed and can't be used; whatever `lab` throws
 */
export async function openPlan(options: OpenPlan): Promise<Opened> {
  const { file, builtIn, lastGood, lab } = options
  let started: ReturnType<LabStart> | undefined
  const { readFile: read } = planReader({ ...options, ...(lab && { lab: (wanted) => (started ??= lab(wanted)) }) })
  const result = (found: ReadPlan, from: OpenedPlan['from'], mistakes: readonly Mistake[]): Opened => ({ ...found, from, mistakes, ...(file !== undefined && { file }) })
  const useBuiltIn = async (mistakes: readonly Mistake[]) => {
    const found = await read(builtIn)
    if ('mistakes' in found) throw new BuiltInPlanError(builtIn, found.mistakes)
    return result(found, 'built-in', mistakes)
  }
  if (file === undefined) return useBuiltIn([])
  const asked = await read(file)
  if ('mistakes' in asked) {
    const last = await read(lastGood)
    return 'mistakes' in last ? useBuiltIn(asked.mistakes) : result(last, 'last good', asked.mistakes)
  }
  return result({ ...asked, findings: [...(await keepGood(lastGood, asked.text)), ...asked.findings] }, 'file', [])
}

/** Keeps a text as the last good one; gives what to tell where it could not be kept. */
export const keepGood = (lastGood: string, text: string): Promise<readonly PlacedFinding[]> =>
  keep(lastGood, text).then(() => [], (error: unknown) => [notKept(lastGood, error)])

const notKept = (file: string, error: unknown): PlacedFinding => ({
  id: 'not-kept', severity: 'warning', path: [],
  message: `This plan is in use, but it could not be kept as the last good one in ${file}: ${errorText(error)}`,
})
