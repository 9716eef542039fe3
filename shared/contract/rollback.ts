import { z } from 'zod'
import { askOptions, automations } from '../journal.ts'
import type { Command } from '../plan.ts'
import type { Preview } from '../preview.ts'
import type { StepTimes } from '../state.ts'
import { command, eventIterator, query, reason, type } from './base.ts'

export type Pressed = { readonly run: string; readonly joined: boolean }

/** Live output of a step, for the eye; what matters is in the step's outcome entry. */
export type Progress = {
  readonly run: string
  readonly step: string
  readonly text: string
  readonly done?: number
  readonly total?: number
}

/** What a step would do now, from live state, what it would move or lose, and how long it took in the last runs and drills. */
export type Rehearsal = {
  readonly step: string
  readonly would: string
  readonly preview?: Preview
  readonly times?: StepTimes
}

/** The commands that steps would run: those of the open run's plan, else of the present one. `confirmed`: a person has let them be run. */
export type Commands = { readonly hash: string; readonly commands: readonly Command[]; readonly confirmed: boolean }

export const rollback = {
  /** Opens a run, or joins the one that is open. Plan: "Manual Triggers". */
  press: command
    .input(z.strictObject({ trigger: z.string().min(1), reason: reason.optional() }))
    .output(type<Pressed>()),
  /** Starts the switch of an automatic run now instead of after its validation window. */
  confirm: command.input(z.strictObject({ run: z.string() })).output(type<void>()),
  veto: command
    .input(z.strictObject({ run: z.string(), reason, lapse: z.int().min(60_000).max(86_400_000) }))
    .output(type<void>()),
  /** `asked`: the question that was seen (the step's `asked`), which 'end' needs: it ends what that one showed. */
  answer: command
    .input(z.strictObject({ run: z.string(), step: z.string(), choice: z.enum(askOptions), reason: reason.optional(), asked: z.int().optional() }))
    .output(type<void>()),
  stop: command.input(z.strictObject({ run: z.string(), reason })).output(type<void>()),
  /** automatic, ask first, watch only: for every rule at once. */
  automation: command.input(z.strictObject({ mode: z.enum(automations), reason })).output(type<void>()),
  rehearse: query.output(type<readonly Rehearsal[]>()),
  commands: query.output(type<Commands>()),
  /** Lets steps run these commands, until one of them changes. CONFLICT where `hash` is not of the present ones. */
  letRun: command.input(z.strictObject({ hash: z.string() })).output(type<void>()),
  progress: query.output(eventIterator(type<Progress>())),
}
