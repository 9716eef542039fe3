/** The command line, read. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { parseDuration } from '../../shared/duration.ts'
import { drillFaults, type Drills } from '../../shared/plan/drills.ts'
import { commandNames, type CommandName } from './usage.ts'

const forwardActs = ['next', 'hold', 'back', 'stop'] as const
type Common = { readonly home?: string; readonly plan?: string; readonly json: boolean }
export type StatusOptions = Common & { readonly command: 'status'; readonly wait: boolean; /** ms */ readonly within: number }
export type RollbackOptions = Common & { readonly command: 'rollback'; readonly reason: string; readonly trigger: string; readonly yes: boolean }
/** `act`: on the run that is under way, in place of beginning one. */
export type ForwardOptions = Common & { readonly command: 'forward'; readonly ramp: string; readonly from?: string; readonly reason: string; readonly yes: boolean; readonly act?: (typeof forwardActs)[number] }
export type DrillOptions = Common & { readonly command: 'drill'; readonly fault: Drills['fault'] }
/** `file`: a bundle, in place of the console's own record. */
export type VerifyOptions = Common & { readonly command: 'verify'; readonly file?: string }
export type BenchOptions = Common & { readonly command: 'bench'; readonly name?: string; readonly reason: string; readonly yes: boolean }
export type CheckpointOptions = Common & { readonly command: 'checkpoint'; readonly action: 'list' | 'take'; readonly reason: string }
export type CliOptions = StatusOptions | CheckpointOptions | BenchOptions | RollbackOptions | ForwardOptions | DrillOptions | VerifyOptions

export type ReadOptions = CliOptions | { readonly help: CommandName | undefined } | { readonly wrong: string; readonly of?: CommandName }

type Table = NonNullable<ParseArgsConfig['options']>
const home = { home: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } as const satisfies Table
const common = { ...home, plan: { type: 'string' } } as const satisfies Table
const own = {
  status: { ...common, wait: { type: 'string' }, within: { type: 'string' } },
  bench: { ...common, reason: { type: 'string' }, yes: { type: 'boolean' } },
  checkpoint: { ...common, reason: { type: 'string' } },
  rollback: { ...common, reason: { type: 'string' }, trigger: { type: 'string' }, yes: { type: 'boolean' } },
  forward: { ...common, ramp: { type: 'string' }, from: { type: 'string' }, reason: { type: 'string' }, yes: { type: 'boolean' }, do: { type: 'string' } },
  drill: { ...common, fault: { type: 'string' } },
  verify: home,
} as const satisfies Record<CommandName, Table>

type Values = Readonly<Record<string, unknown>>
class Wrong extends Error {}

const text = (values: Values, name: string): string | undefined => {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** @param shown what stands in its place where none is given; without it one is needed */
function reasonIn(values: Values, shown?: string): string {
  const reason = (text(values, 'reason') ?? shown ?? '').trim()
  if (reason.length < 3 || reason.length > 500) throw new Wrong('--reason TEXT: say why, in 3 to 500 characters: it goes on the record')
  return reason
}

const read = {
  bench: (values, [name]) =>
    ({ command: 'bench', ...(name !== undefined && { name }), reason: reasonIn(values, 'asked for on the command line'), yes: values['yes'] === true }),
  checkpoint: (values, [action = 'list']) => {
    if (action !== 'list' && action !== 'take') throw new Wrong(`checkpoint ${action}: expected list or take`)
    return { command: 'checkpoint', action, reason: reasonIn(values, 'asked for on the command line') }
  },
  status: (values) => {
    const wait = text(values, 'wait')
    const within = text(values, 'within') ?? '60s'
    const ms = parseDuration(within)
    if (wait !== undefined && wait !== 'ready') throw new Wrong(`--wait ${wait}: expected ready`)
    if (ms === undefined) throw new Wrong(`--within ${within}: expected a time such as 30s or 2m`)
    return { command: 'status', wait: wait !== undefined, within: ms }
  },
  rollback: (values) => ({ command: 'rollback', reason: reasonIn(values), trigger: text(values, 'trigger') ?? 'button', yes: values['yes'] === true }),
  forward: (values) => {
    const given = text(values, 'do')
    const act = forwardActs.find((one) => one === given)
    if (given !== undefined && act === undefined) throw new Wrong(`--do ${given}: expected ${forwardActs.join(', ')}`)
    const from = text(values, 'from')
    // Letting the next step begin is its own reason.
    const reason = act === 'next' ? reasonIn(values, 'let go on the command line') : reasonIn(values)
    return { command: 'forward', ramp: text(values, 'ramp') ?? 'forward', reason, yes: values['yes'] === true, ...(from !== undefined && { from }), ...(act && { act }) }
  },
  drill: (values) => {
    const given = text(values, 'fault') ?? 'none'
    const fault = drillFaults.find((one) => one === given)
    if (fault === undefined) throw new Wrong(`--fault ${given}: expected one of ${drillFaults.join(', ')}`)
    return { command: 'drill', fault }
  },
  verify: (_, [file]) => ({ command: 'verify', ...(file !== undefined && { file }) }),
} as const satisfies { readonly [C in CommandName]: (values: Values, positionals: readonly string[]) => Omit<Extract<CliOptions, { readonly command: C }>, keyof Common> }

/** A command with its options, whose help is asked for, or what is wrong. */
export function readOptions(args: readonly string[]): ReadOptions {
  const [name, ...rest] = args
  if (name === undefined) return { wrong: 'No command is given' }
  if (name === '--help' || name === 'help') return { help: undefined }
  const command = commandNames.find((one) => one === name)
  if (command === undefined) return { wrong: `There is no command ${name}: ${commandNames.join(', ')}` }
  try {
    const { values, positionals }: { readonly values: Values; readonly positionals: readonly string[] } =
      parseArgs({ args: rest, options: own[command] as Table, strict: true, allowPositionals: command === 'bench' || command === 'checkpoint' || command === 'verify' })
    if (positionals.length > 1) throw new Wrong(command === 'bench' ? `One benchmark at a time: ${positionals.join(', ')}` : command === 'verify' ? `One bundle at a time: ${positionals.join(', ')}` : `${command}: one of list and take, not ${positionals.join(' ')}`)
    if (values['help'] === true) return { help: command }
    const [dir, plan] = [text(values, 'home'), text(values, 'plan')]
    return { ...read[command](values, positionals), json: values['json'] === true, ...(dir !== undefined && { home: dir }), ...(plan !== undefined && { plan }) }
  } catch (error) {
    const ours = error instanceof Wrong || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    if (!ours) throw error
    return { wrong: error.message, of: command }
  }
}
