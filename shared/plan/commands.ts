import { z } from 'zod'
import { duration } from '../duration.ts'

/** What an argument may name; nothing else is filled in, and no value comes from a person or a target. */
export const placeholders = ['run', 'incident', 'step', 'target', 'other'] as const
export type Placeholder = (typeof placeholders)[number]

const named = /\{(\w+)\}/g
const fits = (text: string): boolean => [...text.matchAll(named)].every(([, name]) => (placeholders as readonly (string | undefined)[]).includes(name))

/** An argument list, never a line for a shell. The program is an absolute path: a name would depend on who starts the console. */
const argv = z.array(z.string().min(1).max(4_000)).min(1).max(64)
  .refine(([program = '']) => /^(?:\/|[A-Za-z]:[\\/])/.test(program), { error: 'the program must be an absolute path, such as /usr/bin/systemctl' })
  .refine(([program = '']) => !/\{\w+\}/.test(program), { error: 'the program itself is written out: only arguments may name {run} and the like' })
  .refine((list) => list.every(fits), { error: `an argument may name ${placeholders.map((name) => `{${name}}`).join(', ')} and nothing else` })

/**
 * A command that a step of kind `command` may run: what is not listed here is never run. Security of trust.md: no shell,
 * allow-listed in the plan, environment scrubbed, shown before the first use of a changed plan.
 */
export const command = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  argv,
  /** Absolute; absent: the console's own folder. */
  cwd: z.string().regex(/^(?:\/|[A-Za-z]:[\\/])/, { error: 'expected an absolute path' }).optional(),
  /** Names of the variables that it gets. It gets no other, not even PATH. Secrets go this way, never as an argument. */
  env: z.array(z.string().regex(/^[A-Za-z_]\w*$/)).max(64).default([]),
  /** Each of its processes is ended after so long, with everything that it has started. */
  timeout: duration,
  /** The exit code of success. */
  exit: z.int().min(0).max(255).default(0),
  /** Is it done already? Exit code 0: yes, and it is not run; 1: no; any other is a failure. */
  check: argv.optional(),
  /** Reads back what it did. Exit code 0: it is so. */
  verify: argv.optional(),
  /** Without `verify`: the plan takes the exit code for the proof. */
  trustExit: z.boolean().default(false),
  /** Twice does no harm. Without it and without `check`, a second try needs a person. */
  repeatable: z.boolean().default(false),
}).refine(({ verify, trustExit }) => verify !== undefined || trustExit, { path: ['verify'], error: 'give a `verify` that reads back what the command did, or say `trustExit: true`' })
export type Command = z.infer<typeof command>

export const fillArguments = (list: readonly string[], values: Readonly<Record<Placeholder, string>>): readonly string[] =>
  list.map((text) => text.replaceAll(named, (whole, name: string) => (name in values ? values[name as Placeholder] : whole)))

/** As a person reads it; quoted where a space would mislead. Nothing ever reads it back. */
export const argvText = (list: readonly string[]): string => list.map((text) => (/^[\w@%+=:,./{}-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)).join(' ')
