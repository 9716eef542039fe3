/** `verify`: the record read whole, by the console that has it open or from its file; or a bundle that someone sent. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { BundleCheck, Manifest } from '../../shared/bundle.ts'
import type { ChainCheck, SealsFound } from '../../shared/contract.ts'
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import type { VerifyOptions } from './options.ts'
import { linkTo } from './reach.ts'
import type { Paint } from './terminal.ts'
import type { Tools } from './tools.ts'

const unsureText = (unsure: readonly string[], paint: Paint): readonly string[] => unsure.map((text) => `${paint('warn', 'Unsure:')} ${text}`)

function sealLines({ good, sealedTo, key, published, unsure }: SealsFound, paint: Paint): readonly string[] {
  return [
    good === 0 ? 'Seals: none' : `Seals: ${good} good, the last at entry ${sealedTo}, key ${key}`,
    ...published.map(({ kind, place }) => (kind === 'file' ? `Heads compared with ${place}` : `Heads at ${place} can't be read back: compare them by hand`)),
    ...unsureText(unsure, paint),
  ]
}

/** What is said of a check. */
const verifyText = (check: ChainCheck, paint: Paint): string => [
  check.ok
    ? `${paint('good', 'Whole:')} ${check.entries} entries, head ${check.head}`
    : `${paint('bad', 'Broken')} at entry ${check.at} (${check.what}): ${check.detail}`,
  ...(check.seals ? sealLines(check.seals, paint) : []),
].join('\n')

type Checked = Exclude<BundleCheck, { readonly state: 'checking' }>
function bundleText(check: Checked, { incident, key, made, by, console, redaction }: Pick<Manifest, 'incident' | 'key' | 'made' | 'by' | 'console' | 'redaction'>, paint: Paint): string {
  return [
    check.state === 'whole'
      ? `${paint('good', 'Whole:')} ${incident.id}, ${check.entries} entries told of a chain of ${check.links}, ${check.seals} seals good${check.redacted > 0 ? `, ${check.redacted} redacted (${redaction.level})` : ''}`
      : `${paint('bad', 'Broken')} at ${check.count} ${check.count === 1 ? 'place' : 'places'}:`,
    ...(check.state === 'broken' ? check.faults.map(({ at, what, detail, console }) => `  ${at === 0 ? 'the file' : `entry ${at}`}${console === undefined ? '' : ` of ${console}`} (${what}): ${detail}`) : []),
    ...(check.state === 'broken' && check.count > check.faults.length ? [`  and ${check.count - check.faults.length} more`] : []),
    ...unsureText(check.unsure, paint),
    `Made ${new Date(made).toISOString()} by ${by}, console ${console}; signed by the key ${key.id}: compare it with the one that the other console shows`,
  ].join('\n')
}

async function verifyBundleFile(file: string, json: boolean, { terminal, clock, signal }: Pick<Tools, 'terminal' | 'clock' | 'signal'>): Promise<ExitCode> {
  if (!existsSync(file)) throw new CliError(exitCodes.unreached, `There is no file ${file}.`)
  const [{ BundleError }, { openBundle }, { verifyBundle }] = await Promise.all([import('../bundle/error.ts'), import('../bundle/open.ts'), import('../bundle/verify.ts')])
  try {
    const bundle = openBundle(file)
    try {
      const check = await verifyBundle(bundle, { now: clock.mono, signal })
      const { chunks: _, checks: _checks, ...manifest } = bundle.manifest
      terminal.out(json ? JSON.stringify({ ...check, manifest }) : bundleText(check, manifest, terminal.paintOut))
      return check.state === 'whole' ? exitCodes.ok : exitCodes.bad
    } finally {
      bundle.close()
    }
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    // Damage is an answer; a file of something else, or of a later Fifteen, was not understood.
    throw new CliError(error.reason === 'unreadable' ? exitCodes.bad : exitCodes.usage, error.message, error)
  }
}

/** @param home absolute */
export async function verify({ json, file }: VerifyOptions, home: string, { terminal, clock, signal }: Pick<Tools, 'terminal' | 'clock' | 'signal'>): Promise<ExitCode> {
  if (file !== undefined) return verifyBundleFile(resolve(file), json, { terminal, clock, signal })
  const link = await linkTo(home)
  const atRest = async (): Promise<ChainCheck | undefined> => (await import('../console/record/verify-at-rest.ts')).verifyAtRest({ home, env: process.env, now: clock.mono })
  const check = await (link ? link.client.incidents.verify() : atRest()).finally(() => link?.close())
  if (check === undefined) throw new CliError(exitCodes.unreached, `There is no journal in ${join(home, 'journal.sqlite')}.`)
  terminal.out(json ? JSON.stringify(check) : verifyText(check, terminal.paintOut))
  return check.ok ? exitCodes.ok : exitCodes.bad
}
