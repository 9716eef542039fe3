/** `${NAME}` and `${NAME:-default}` in the values of a plan file; `$$` is a dollar. Secrets stand in a plan by reference only. */

import type { Used } from '../hide.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type { Used }

export type Filled = {
  readonly text: string
  readonly used: readonly Used[]
  /** Variables that are not set and have no default. */
  readonly missing: readonly string[]
  /** What begins like a reference and is none. */
  readonly malformed: readonly string[]
}

const reference = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{[^}]*\}?/g

/** Names that a text refers to. */
export const namesIn = (text: string): readonly string[] => [...text.matchAll(reference)].flatMap(([, name]) => name ?? [])

/** What a text says once its references are filled in. As in a shell, the default also stands for an empty variable. */
export function fillIn(text: string, env: Environment): Filled {
  const used: Used[] = []
  const missing: string[] = []
  const malformed: string[] = []
  const filled = text.replaceAll(reference, (whole: string, name: string | undefined, otherwise: string | undefined) => {
    if (whole === '$$') return '$'
    if (name === undefined) {
      malformed.push(whole)
      return whole
    }
    const given = Object.hasOwn(env, name) ? env[name] : undefined
    if (otherwise !== undefined && (given === undefined || given === '')) return otherwise
    if (given === undefined) {
      missing.push(name)
      return whole
    }
    used.push({ name, value: given })
    return given
  })
  return { text: filled, used, missing, malformed }
}
