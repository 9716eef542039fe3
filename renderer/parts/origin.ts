/** Where a figure comes from and how old it is, in words. Issue 3: "Each number on the screen carries its age and source". */
import type { Figure, Source } from '../../shared/contract.ts'
import { ageText, countText } from './format.ts'
import { missingText } from '../words/states.ts'
import { origin as say } from '../words/parts.ts'

/** A sample more than this many intervals late is told openly: up to it a gap is no news (semantics 3 of the design). */
const lateIntervals = 3
/** Frames come once a second. */
const frameMs = 1_000

export type Origin = {
  /** "From orders-db, 0 s old, 12 observations." */
  readonly text: string
  /** "40 s old": stands beside the figure, not only in its tip. */
  readonly stale?: string
}

type Known = {
  readonly sources: readonly Source[] | undefined
  readonly targets: readonly { readonly id: string; readonly every: number }[]
  /** Ms for which no frame has come: by so much is older what the last one told. */
  readonly silence: number
}

/**
 * @param shownAge of a value that stands on the screen though the figure has none now: the last of a line
 */
export function originOf(figure: Figure | undefined, { sources, targets, silence }: Known, shownAge?: number): Origin {
  const { source, samples = 0, why } = figure ?? {}
  if (source === undefined) return { text: say.noTargetPlanBrings }
  const told = figure?.value === undefined ? shownAge : figure.age
  const age = told === undefined ? undefined : told + silence
  const every = targets.find(({ id }) => id === source)?.every ?? frameMs
  const late = age !== undefined && (figure?.value === undefined || age > lateIntervals * every + frameMs)
  const stale = late ? { stale: say.old(ageText(age)) } : {}
  if (figure?.value !== undefined) return { text: say.fromOld(source, ageText(age ?? 0), countText(samples, 'observation')), ...stale }
  const answered = sources?.find(({ target }) => target === source)?.age
  return { text: say.fromIt(source, missingText(why), answered === undefined ? say.neverAnswered : say.lastAnsweredAgo(ageText(answered + silence))), ...stale }
}
