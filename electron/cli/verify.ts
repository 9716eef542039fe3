/** `verify`: the journal's chain, read whole; by the console that has it open, or from the file. */
import { join } from 'node:path'
import type { ChainCheck } from '../../shared/contract.ts'
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import type { VerifyOptions } from './options.ts'
import { linkTo } from './reach.ts'
import type { Paint } from './terminal.ts'
import type { Tools } from './tools.ts'

/** What is said of a check. */
export const verifyText = (check: ChainCheck, paint: Paint): string =>
  check.ok
    ? `${paint('good', 'Whole:')} ${check.entries} entries, head ${check.head}`
    : `${paint('bad', 'Broken')} at entry ${check.at} (${check.what}): ${check.detail}`

/** @param home absolute */
export async function verify({ json }: VerifyOptions, home: string, { terminal, clock }: Pick<Tools, 'terminal' | 'clock'>): Promise<ExitCode> {
  const link = await linkTo(home)
  const file = join(home, 'journal.sqlite')
  const fromFile = async (): Promise<ChainCheck | undefined> => (await import('../journal/verify-file.ts')).verifyFile(file, clock.mono)
  const check = await (link ? link.client.incidents.verify() : fromFile()).finally(() => link?.close())
  if (check === undefined) throw new CliError(exitCodes.unreached, `There is no journal in ${file}.`)
  terminal.out(json ? JSON.stringify(check) : verifyText(check, terminal.paintOut))
  return check.ok ? exitCodes.ok : exitCodes.bad
}
