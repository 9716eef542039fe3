/** A plan's text, read: YAML, references to the environment, schema, names, targets. Every mistake of a level is listed. */
import type { Mistake } from '../../shared/contract/plan.ts'
import { planSchema, type Plan } from '../../shared/plan.ts'
import { lintPlan, type Finding } from '../../shared/plan/lint.ts'
import { planReferences } from '../../shared/plan/references.ts'
import { placed, schemaMistakes, textFor, type Unplaced } from './mistakes.ts'
import { redact } from './redact.ts'
import { dotted, readSource, type Path, type PlanText, type Source } from './source.ts'
import type { Environment } from './variables.ts'

/** What someone else knows to be wrong with a plan, such as the connectors. */
export type Check = (plan: Plan) => readonly { readonly path: Path; readonly message: string }[]

/** Where secrets stand in a plan, from its root. */
export type SecretPaths = (plan: Plan) => readonly Path[]

export type PlacedFinding = Finding & { readonly line?: number }
export type Read =
  | { readonly plan: Plan; readonly findings: readonly PlacedFinding[] }
  | { readonly mistakes: readonly Mistake[] }

/** `root` with the value at `path` changed by `change`; what lies beside the path is the same. */
function changed(root: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return change(root)
  if (Array.isArray(root)) return root.map((item: unknown, index) => (index === step ? changed(item, rest, change) : item))
  if (typeof root !== 'object' || root === null || !Object.hasOwn(root, step)) return root
  return Object.fromEntries(Object.entries(root).map(([key, value]: [string, unknown]) => [key, key === step ? changed(value, rest, change) : value]))
}

const asNumber = (text: unknown): unknown =>
  typeof text === 'string' && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
const asTruth = (text: unknown): unknown => (text === 'true' ? true : text === 'false' ? false : text)

/** A plan is read once: making code of its schema takes longer than reading it does. */
const once = { jitless: true } as const

/** The environment knows text alone: where the schema wants a number, what came from there is read as one. */
function parsePlan(source: Source) {
  const first = planSchema.safeParse(source.value, once)
  if (first.success) return { root: source.value, parsed: first }
  const fromOutside = textFor(first.error.issues).filter(({ path }) => source.usedAt(path).length > 0)
  const root = fromOutside.reduce((at, { path, expected }) => changed(at, path, expected === 'number' ? asNumber : asTruth), source.value)
  return { root, parsed: fromOutside.length === 0 ? first : planSchema.safeParse(root, once) }
}

const inOrder = (a: Mistake, b: Mistake): number => a.line - b.line || a.column - b.column

/** Arguments are shown, confirmed and recorded: what comes from the environment may be a secret, and goes by a variable. */
const fromEnvironment = ({ commands }: Plan, { usedAt }: Source): readonly Unplaced[] =>
  commands.flatMap(({ argv, check = [], verify = [] }, index) =>
    Object.entries({ argv, check, verify }).flatMap(([name, list]) => list.flatMap((_, at) => {
      const path = ['commands', index, name, at]
      return usedAt(path).length > 0 ? [{ path, message: 'an argument can not come from the environment: it is shown and recorded', mend: 'Name the variable under `env`; the program gets it there.' }] : []
    })))

/** A secret that does not come from the environment stands in the plan's text, which the journal keeps whole. */
const literalSecrets = (paths: readonly Path[], { usedAt }: Source): readonly Finding[] =>
  paths.filter((path) => usedAt(path).length === 0).map((path) => ({
    id: 'literal-secret', severity: 'warning', path,
    message: `${dotted(path)} is a secret in plain text: it is on the record, and in every export of it. Write a reference such as \${PASSWORD}, set that, and change the secret`,
  }))

/**
 * @param env what `${NAME}` refers to; its values appear in no mistake and no finding
 */
export function readPlan(text: string | PlanText, env: Environment, check: Check = () => [], secrets: SecretPaths = () => []): Read {
  const source = readSource(text, env)
  if (source.broken) return { mistakes: told(source.mistakes) }
  const { root, parsed } = parsePlan(source)
  const found: readonly Unplaced[] = parsed.success
    ? [
        ...planReferences(parsed.data),
        ...fromEnvironment(parsed.data, source),
        ...check(parsed.data).map(({ path, message }) => ({ path, message, mend: 'Change it as the message says, or take it out.' })),
      ]
    : schemaMistakes(parsed.error.issues, root)
  // A variable that is not set is told once, and not again as a value that does not fit.
  const rest = found.filter(({ path }) => !source.isUnresolved(path)).map((one) => placed(source, one))
  const mistakes = told([...source.mistakes, ...rest])
  if (mistakes.length > 0 || !parsed.success) return { mistakes }
  const findings = [...literalSecrets(secrets(parsed.data), source), ...lintPlan(parsed.data)].map((finding) => ({
    ...finding, message: redact(finding.message, source.used), line: source.place(finding.path).line,
  }))
  return { plan: parsed.data, findings }
}

/** Two checks may look at the same thing, such as an id that is there twice. */
const withoutDoubles = (mistakes: readonly Mistake[]): readonly Mistake[] =>
  [...new Map(mistakes.map((one) => [JSON.stringify([one.path, one.line, one.column, one.message]), one])).values()]

/** More than a person mends, and than should travel: a file of noise has a mistake in every line. */
const mostTold = 1_000

const told = (mistakes: readonly Mistake[]): readonly Mistake[] => {
  const sorted = withoutDoubles(mistakes).toSorted(inOrder)
  const next = sorted[mostTold]
  if (next === undefined) return sorted
  const { line, column } = next
  return [...sorted.slice(0, mostTold), { line, column, path: '', message: `and ${sorted.length - mostTold} more mistakes`, mend: 'Mend those before first.' }]
}

/** The `lab` section of a text, if it is one: known before the references to the lab can be. */
export function labOf(text: string | PlanText): NonNullable<Plan['lab']> | undefined {
  const { value } = readSource(text, {})
  if (typeof value !== 'object' || value === null || !('lab' in value)) return undefined
  const lab = planSchema.shape.lab.safeParse(value.lab)
  return lab.success ? lab.data : undefined
}
