/** The built-in plan for tests: on a machine of any speed, and on other systems than the practice lab's. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readPlan } from '../../electron/plan/read.ts'
import type { Plan } from '../../shared/plan.ts'

const builtIn = join(import.meta.dirname, '../../shared/plans/tbs.yaml')

const requests = { counter: 'http_requests_total' }
/** What an application's page brings wherever it runs. */
export const ofApp = {
  requests,
  error_rate: { ratio: 'http_requests_total{code=~"5.."}', of: requests.counter },
  response_time: { histogram: 'http_request_duration_seconds' },
  rows_per_second: { ratio: 'rows_processed_total', of: 'row_processing_seconds_total' },
  session_success: { ratio: 'session_operations_total{outcome="ok"}', of: 'session_operations_total' },
  user_satisfaction: { gauge: 'feedback_total{positive="true"}', over: 'feedback_total' },
}

/**
 * The built-in plan, but for what it wants of the machine. How fast this machine is, is no part of these tests: CPU and memory, which are
 * the whole machine's here, are watched and start nothing, and blue need not be as fast as the plan's own.
 */
export const lenientPlan = (): string =>
  readFileSync(builtIn, 'utf8')
    .replace(/(- id: (?:cpu|memory)-exhausted\n(?: {4}.*\n)*? {4}mode: )act/g, '$1observe')
    .replace('with: { atLeast: 0.9, of: rows_per_second, statistic: ratio, window: 30s, responseBelow: 0.3 }', 'with: { atLeast: 0.2, of: rows_per_second, statistic: ratio, window: 30s, responseBelow: 3 }')

const nowhere = { LAB_BLUE: 'http://127.0.0.1:1', LAB_GREEN: 'http://127.0.0.1:2', LAB_BALANCER: 'http://127.0.0.1:3', LAB_CONTROL: 'http://127.0.0.1:4', LAB_TOKEN: 'x', LAB_BLUE_ARCHIVE: 'a', LAB_GREEN_ARCHIVE: 'b' }
/** It, read, where nothing is asked by it. */
export function lenientRead(): Plan {
  const read = readPlan(lenientPlan(), nowhere)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return read.plan
}

/** The same with other targets, and neither practice lab, benchmarks nor logs: those name the lab's targets. `archive`: a section of that name. */
export const planOn = (targets: readonly unknown[], archive?: unknown): string =>
  (archive !== undefined || JSON.stringify(targets).includes('lab-archive') ? lenientPlan() : lenientPlan().replace(/^checkpoints:.*\n/m, '').replace(', by: checkpoint', ''))
    .replace(/^lab:.*\n/m, '')
    .replace(/^benchmarks:\n(?: .*\n)+/m, '')
    .replaceAll(/evidence: benchmark, benchmark: [a-z]+,/g, 'evidence: statement,')
    .replaceAll(/, by: \{ benchmark: [a-z]+ \}/g, '')
    .replace(/^logs:\n(?: .*\n)+/m, '')
    .replace(/^targets:\n(?: .*\n)+/m, `${archive === undefined ? '' : `archive: ${JSON.stringify(archive)}\n`}targets:\n${targets.map((target) => `  - ${JSON.stringify(target)}\n`).join('')}`)

/** How the lab's application is asked, as the built-in plan has it: health, identity, sessions, notice, journeys. */
export function askedAs(environment: 'blue' | 'green'): Readonly<Record<string, unknown>> {
  const { targets } = parse(readFileSync(builtIn, 'utf8')) as { readonly targets: readonly Readonly<Record<string, unknown>>[] }
  const { address: _address, metrics: _metrics, ...asked } = targets.find((target) => target['id'] === environment) ?? {}
  return asked
}
