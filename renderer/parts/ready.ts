/** Readiness of the rollback in one line, the same in the bar, on its screen and on the wall. */
import type { Readiness } from '../../shared/contract.ts'
import { clockText } from '../../shared/duration.ts'
import { agoText } from './format.ts'
import type { Tone } from '../words/states.ts'
import { common } from '../words/common.ts'
import { ready as words } from '../words/parts.ts'

export type ReadyLine = { readonly tone: Tone; readonly head: string; readonly rest: readonly string[] }

/**
 * @param wall now, in wall milliseconds
 * @param unknown what it says where nothing was told
 */
export function readyLine(readiness: Readiness | undefined, wall: number, unknown = common.notKnown): ReadyLine {
  if (readiness === undefined) return { tone: 'unsure', head: words.readiness(unknown), rest: [] }
  const blocks = readiness.checks.filter((check) => check.state === 'block')
  const warns = readiness.checks.filter((check) => check.state === 'warn')
  const proven = readiness.provenAt === undefined ? common.neverProven : common.proven(agoText(wall - readiness.provenAt))
  const rest = [...(readiness.expected === undefined ? [] : [`~${clockText(readiness.expected)}`]), proven]
  if (!readiness.ready) {
    const more = blocks.length > 1 ? common.andMore(blocks.length - 1) : ''
    return { tone: 'bad', head: words.blocked(blocks[0]?.detail ?? words.notReady, more), rest }
  }
  return warns.length > 0 ? { tone: 'warn', head: words.ready(warns.length === 1 ? '1 warning' : words.warnings(warns.length)), rest } : { tone: 'calm', head: 'ready', rest }
}

export const checkWords = {
  ok: { tone: 'calm', word: 'ok' },
  warn: { tone: 'warn', word: 'warning' },
  block: { tone: 'bad', word: 'blocks' },
} as const satisfies Record<Readiness['checks'][number]['state'], { readonly tone: Tone; readonly word: string }>
