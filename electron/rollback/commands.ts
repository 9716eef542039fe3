/** The commands of a plan as a person lets steps run them: all of them at once, by one hash. Security of trust.md. */
import { createHash } from 'node:crypto'
import { argvText, type Command, type Plan } from '../../shared/plan.ts'
import type { RunnerJournal } from './runner-journal.ts'

/** Over every field of every command: whatever of them changes asks anew. */
export const commandsHash = ({ commands }: Pick<Plan, 'commands'>): string => createHash('sha256').update(JSON.stringify(commands)).digest('hex')

export const commandsConfirmed = (plan: Pick<Plan, 'commands'>, journal: Pick<RunnerJournal, 'state'>): boolean =>
  plan.commands.length === 0 || journal.state().commands?.hash === commandsHash(plan)

export const commandText = ({ id, argv, check, verify }: Command): string =>
  [`${id}: ${argvText(argv)}`, ...(check ? [`check ${argvText(check)}`] : []), ...(verify ? [`verify ${argvText(verify)}`] : [])].join('; ')
