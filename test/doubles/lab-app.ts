/** How the built-in plan describes the lab's applications: what they offer, and the ways of a synthetic user. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

type Settings = Readonly<Record<'health' | 'identity' | 'sessions' | 'notice' | 'journeys', unknown>>

const plan = parse(readFileSync(join(import.meta.dirname, '../../shared/plans/tbs.yaml'), 'utf8')) as { readonly targets: readonly (Settings & { readonly id: string })[] }

const [blue] = plan.targets
if (blue?.id !== 'blue') throw new Error('the first target of the built-in plan is not blue')
const { health, identity, sessions, notice, journeys } = blue
export const labApp: Settings = { health, identity, sessions, notice, journeys }
