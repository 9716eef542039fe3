/** Whom a plan names: its contacts and the users of its ramps. For what must not leave with a redacted bundle. */
import { parse } from 'yaml'
import { contactsOf } from '../../shared/plan/contacts.ts'

/** One person: all that a plan or the record calls them by. */
export type Called = readonly string[]
/** `ids`: of contacts; whole fields of entries hold them. */
export type PlanPeople = { readonly people: readonly Called[]; readonly ids: readonly string[] }

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const listIn = (value: unknown, key: string): readonly unknown[] => (isObject(value) && Array.isArray(value[key]) ? value[key] : [])

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
/** `devops-a` of a DevOps Engineer says what one does and not who one is. */
const isRole = (id: string, role: string): boolean => wordsOf(id).every((word) => word.length < 2 || /^\d+$/.test(word) || wordsOf(role).includes(word))

/** @param plan parsed, in whatever state. A stand-in for a person who is not named yet is nobody */
export function peopleIn(plan: unknown): PlanPeople {
  if (!isObject(plan) || !isObject(plan['people'])) return { people: users(plan), ids: [] }
  const contacts = contactsOf({ people: plan['people'] as never }).filter((one) => one['placeholder'] !== true)
  const own = contacts.filter(({ id, role, name }) => !isRole(id, typeof role === 'string' ? role : '') || wordsOf(name).some((word) => wordsOf(id).includes(word)))
  return {
    people: [...contacts.map(({ id, name, email, phone }) => [name, ...(own.some((one) => one.id === id) ? [id] : []), ...[email, phone].flatMap((one) => one ?? [])]), ...users(plan)],
    ids: own.map(({ id }) => id),
  }
}

const users = (plan: unknown): readonly Called[] =>
  listIn(plan, 'ramps').flatMap((ramp) => listIn(ramp, 'steps')).flatMap((step) => listIn(step, 'users')).flatMap((user) => (typeof user === 'string' ? [[user]] : []))

/** @param text a plan's file as the record keeps it */
export function peopleInText(text: string): PlanPeople {
  try {
    return peopleIn(parse(text, { logLevel: 'silent' }))
  } catch {
    // A text that is no YAML names nobody by a field; the addresses in it are found all the same.
    return { people: [], ids: [] }
  }
}
