/**
 * Kind `command`: a program that the plan lists, by its arguments and never by a shell: check, run, verify by read-back.
 * A person has seen all commands of the plan before the first is run. Security of trust.md; fault 2.
 */
import { z } from 'zod'
import { argvText, fillArguments, type Command } from '../../../shared/plan.ts'
import { durationText } from '../../../shared/duration.ts'
import { endedText, killAfter, runProcess, StartError, type Ended } from '../command-process.ts'
import { commandsConfirmed } from '../commands.ts'
import { defineKind, StepFailure, type Acting, type Look } from './kind.ts'

const settings = z.strictObject({ command: z.string().min(1) })
type Settings = z.infer<typeof settings>

/** Kept at the end of an attempt, so that a command ends by its own time-out and not in the middle of its ending. */
const reserved = killAfter + 1_000

function commandOf({ plan, settings: { command: id } }: Look<Settings>): Command {
  const found = plan.commands.find((one) => one.id === id)
  if (found === undefined) throw new StepFailure(`The plan lists no command ${id}, and nothing else is ever run.`, { final: true })
  return found
}

const filled = ({ target, other, step, run }: Look & Pick<Acting, 'run'>, argv: readonly string[]): readonly string[] =>
  fillArguments(argv, { run: run.id, incident: run.incident, step: step.id, target, other })

async function runOne(ctx: Acting<Settings>, argv: readonly string[]): Promise<Ended> {
  const { cwd = ctx.dir, env: names, timeout } = commandOf(ctx)
  const env = Object.fromEntries(names.flatMap((name) => (ctx.env[name] === undefined ? [] : [[name, ctx.env[name]]])))
  const { clock, timers, signal, progress } = ctx
  try {
    return await runProcess({
      argv: filled(ctx, argv), cwd, env, signal, clock, timers, onOutput: (lines) => progress(lines),
      timeout: Math.max(1, Math.min(timeout, ctx.endsAt - clock.mono() - reserved)),
    })
  } catch (error) {
    if (error instanceof StartError) throw new StepFailure(error.message, { final: true, cause: error })
    throw error
  }
}

const said = ({ tail }: Ended): string => (tail === '' ? 'It wrote nothing.' : `It wrote last: ${tail.split('\n').slice(-3).join(' / ')}`)
const factsOf = (ended: Ended) => ({ 'exit code': ended.code ?? `none: ${endedText(ended)}`, took: durationText(ended.ms), 'bytes written': ended.wrote, ...(ended.tail !== '' && { 'last output': ended.tail }) })
/** Another try by itself does no harm. */
const mayRepeat = ({ check, repeatable }: Command): boolean => check !== undefined || repeatable

function needConfirmed({ plan, journal }: Acting<Settings>): void {
  if (!commandsConfirmed(plan, journal))
    throw new StepFailure('Nobody has looked at the commands of this plan since they were changed: nothing was run. Read them under Commands on the Rollback screen, let them be run, then try again here.', { final: true })
}

export const command = defineKind<Settings>({
  settings,
  effect: (ctx) => {
    const { argv, env, cwd = ctx.dir, timeout } = commandOf(ctx)
    return `Run ${argvText(filled(ctx, argv))} in ${cwd}, with ${env.length === 0 ? 'no variable' : env.join(', ')}, for ${durationText(timeout)} at most`
  },
  check: async (ctx) => {
    const own = commandOf(ctx)
    needConfirmed(ctx)
    if (own.check !== undefined) {
      const ended = await runOne(ctx, own.check)
      if (ended.code === 0) return { detail: 'Its check found it done' }
      if (ended.code === 1) return undefined
      throw new StepFailure(`Whether it is done already could not be found out: ${argvText(own.check)}: ${endedText(ended)}; 0 is yes and 1 is no. ${said(ended)}`, { facts: factsOf(ended) })
    }
    const before = ctx.run.stages.flatMap((stage) => stage.steps).find(({ id }) => id === ctx.step.id)
    if (before?.state === 'unknown' && !mayRepeat(own))
      throw new StepFailure('It was begun, and how it ended is not known: the plan gives no check, and does not say that twice does no harm. Look whether it took effect; then skip it, or try again.', { final: true })
    return undefined
  },
  apply: async (ctx) => {
    const own = commandOf(ctx)
    const ended = await runOne(ctx, own.argv)
    ctx.note(factsOf(ended))
    if (ended.timedOut || ended.code !== own.exit)
      throw new StepFailure(`${own.title}: ${endedText(ended)}; exit code ${own.exit} was expected. ${said(ended)}`, { final: !mayRepeat(own) })
  },
  verify: async (ctx) => {
    const own = commandOf(ctx)
    if (own.verify === undefined) return { verified: 'by its exit code alone, as the plan says' }
    const ended = await runOne(ctx, own.verify)
    if (ended.code !== 0) throw new StepFailure(`It ended well, but what it did was not found: ${argvText(own.verify)}: ${endedText(ended)}. ${said(ended)}`, { facts: factsOf(ended), final: !mayRepeat(own) })
    return { verified: argvText(filled(ctx, own.verify)) }
  },
  would: async (ctx) => {
    const own = commandOf(ctx)
    const first = commandsConfirmed(ctx.plan, ctx.journal) ? '' : 'ask a person to look at the commands first, then '
    return `${first}run ${argvText(own.argv)}${own.check ? ', unless its check finds it done' : ''}`
  },
})
