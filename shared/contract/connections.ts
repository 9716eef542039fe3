/** Connected systems: what kinds there are, how each one does, and the commands that add, test, change and remove one. */
import { z } from 'zod'
import type { Environment, MetricName, MissingReason, Statistic } from '../metrics.ts'
import { command, query, reason, type } from './base.ts'
import type { Figure } from './live.ts'
import type { Applied } from './plan.ts'

/** How a setting is entered. `yaml`: it has parts, and is written as in a plan. `secret`: a reference such as ${NAME}, never a value. */
export type FieldType = 'text' | 'number' | 'truth' | 'choice' | 'duration' | 'secret' | 'yaml'

/** One setting of a kind, from its schema. `default` and `example` as a plan writes them. */
export type KindField = {
  readonly name: string
  readonly title: string
  readonly type: FieldType
  readonly required: boolean
  readonly help: string
  readonly options?: readonly string[]
  readonly default?: string
  readonly example?: string
}

export type TargetKind = {
  readonly kind: string
  readonly title: string
  /** One sentence of what it is for. */
  readonly purpose: string
  readonly brings: string
  /** Part of the practice lab. */
  readonly practice: boolean
  readonly fields: readonly KindField[]
}

/** `slow`: it answers, and takes more than half of the time that it is given. */
export type ConnectionState = 'ok' | 'slow' | MissingReason

/** One connected system, in words. Times in ms; `lastGood` is wall time. */
export type Connection = {
  readonly target: string
  readonly kind: string
  readonly title: string
  readonly environment?: Environment
  /** Where it is, without any secret. */
  readonly address: string
  readonly state: ConnectionState
  /** The state as a sentence, another for each. */
  readonly words: string
  readonly detail?: string
  readonly mend?: string
  readonly latency?: number
  readonly lastGood?: number
  readonly every: number
  readonly timeout: number
  readonly identity?: string
  /** Whether the one that answers is the one that the record expects; `expected` where that is another. */
  readonly known: 'expected' | 'another' | 'not recorded' | 'not proven'
  readonly expected?: string
  readonly metrics: readonly { readonly metric: MetricName; readonly environment: Environment; readonly figure: Figure }[]
}

/** Where references of the plan's secret settings come from; a value is never told. */
export type SecretName = { readonly name: string; readonly from: 'environment' | 'keychain' | 'practice lab' | 'nowhere'; readonly usedBy: readonly string[] }
export type Secrets = {
  /** `none`: this console keeps no secrets, and `words` says why. */
  readonly kind: 'keychain' | 'none'
  readonly words: string
  readonly names: readonly SecretName[]
}

export type Connections = {
  readonly targets: readonly Connection[]
  readonly secrets: Secrets
  /** The file that a change is written to; `blocked`: why none can be made now. */
  readonly file: string
  readonly blocked?: string
}

/** What is wrong with what was entered: at a field, or with the whole. */
export type FieldMistake = { readonly field?: string; readonly message: string; readonly mend?: string }

/** What a test found. `latency`: from the first byte out to the last one in, identity and one sample. */
export type Tested =
  | { readonly outcome: 'mistaken'; readonly mistakes: readonly FieldMistake[] }
  | {
      readonly outcome: ConnectionState
      readonly words: string
      readonly detail?: string
      readonly mend?: string
      readonly latency: number
      readonly identity?: { readonly id: string; readonly detail: Readonly<Record<string, string>> }
      readonly measured: readonly { readonly metric: MetricName; readonly environment: Environment; readonly value: number; readonly statistic: Statistic }[]
      readonly missing: readonly { readonly metric: MetricName; readonly environment: Environment; readonly why: MissingReason; readonly detail?: string }[]
    }

export type Saved = Extract<Applied, { readonly ok: true }> | { readonly ok: false; readonly mistakes: readonly FieldMistake[] }

/** What no other target would bring once this one is gone. */
export type Removal = {
  readonly gates: readonly { readonly id: string; readonly title: string }[]
  readonly steps: readonly { readonly id: string; readonly title: string; readonly needs: string }[]
  readonly tiles: readonly { readonly id: string; readonly title: string }[]
}

/** Settings as they are entered: each as the text that a plan would hold; an empty one is left out. */
export const draft = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/, { error: 'expected a name of small letters, digits and -' }),
  kind: z.string().max(40),
  fields: z.record(z.string().max(40), z.string().max(20_000)),
})
export type TargetDraft = z.infer<typeof draft>

const target = z.strictObject({ target: z.string() })
/** As a shell takes it. */
export const secretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, { error: 'expected a name of letters, digits and _, such as ORDERS_DB_PASSWORD' })

export const connections = {
  kinds: query.output(type<readonly TargetKind[]>()),
  list: query.output(type<Connections>()),
  /** A target's settings as the plan writes them, references unresolved; a secret that stands in the plan itself is left out. */
  draft: query.input(target).output(type<TargetDraft>()),
  /** Connects a draft, proves who answers and takes one sample; nothing is written there or here but the entry. */
  test: command.input(z.strictObject({ draft })).output(type<Tested>()),
  /** Adds a target, or replaces the one of that id; the plan is checked whole before anything is written. */
  save: command.input(z.strictObject({ draft, replaces: z.boolean(), reason })).output(type<Saved>()),
  /** What the removal of a target would break. */
  removal: query.input(target).output(type<Removal>()),
  remove: command.input(target.extend({ reason })).output(type<Saved>()),
  /** Whoever answers as this target now is the one that is expected. */
  expect: command.input(target.extend({ identity: z.string().max(1_000), reason })).output(type<void>()),
  /** Keeps a secret. Write-only: no call gives a value back. */
  secret: command.input(z.strictObject({ name: secretName, value: z.string().min(1).max(10_000) })).output(type<{ readonly applied: boolean }>()),
}
