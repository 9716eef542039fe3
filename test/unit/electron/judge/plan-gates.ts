/**
 * Every gate of the TBS plan as the document has it: figures, times, phases and responses typed from deployment-plan.md
 * and from design.md's table of what was settled, never from the plan file. Base units: seconds, ratios, rows/s.
 */
import type { Gate } from '../../../../shared/plan.ts'

export const phases = ['none', 'preparation', 'phase-1', 'phase-2', 'phase-3', 'phase-4'] as const
export type PhaseName = (typeof phases)[number]

export type GateRow = {
  readonly gate: string
  /** The sentence of the document. */
  readonly says: string
  /** On the bar, a little to its good side, a little to its bad side; and as good as makes one sample mend the whole window. */
  readonly at: number
  readonly within: number
  readonly beyond: number
  readonly good: number
  /** Seconds true before it fires. */
  readonly for: number
  /** Seconds from the first bad sample until the statistic is bad: a least or greatest needs all of its window. */
  readonly seenAfter?: number
  readonly phases?: readonly PhaseName[]
  readonly response: Gate['response']
}

const quarter: readonly PhaseName[] = ['none', 'preparation', 'phase-3', 'phase-4']
const minute = 60

export const gateRows: readonly GateRow[] = [
  { gate: 'performance-warning', says: 'warning_threshold: 29842 # -20% degradation', at: 29_842.4, within: 29_843, beyond: 29_842, good: 37_303, for: minute, response: 'alert' },
  { gate: 'performance-critical', says: 'Performance degradation >25% sustained for 10 minutes', at: 27_977.25, within: 27_978, beyond: 27_977, good: 37_303, for: 10 * minute, phases: quarter, response: 'rollback' },
  { gate: 'performance-phase-1', says: 'Phase 1: performance degradation >10%', at: 33_572.7, within: 33_573, beyond: 33_572, good: 37_303, for: 10 * minute, phases: ['phase-1'], response: 'rollback' },
  { gate: 'performance-phase-2', says: 'Phase 2: Performance degradation >20% from baseline', at: 29_842.4, within: 29_843, beyond: 29_842, good: 37_303, for: 10 * minute, phases: ['phase-2'], response: 'rollback' },
  { gate: 'response-time-warning', says: 'Response Time >250ms avg', at: 0.25, within: 0.249, beyond: 0.251, good: 0.142, for: minute, response: 'alert' },
  { gate: 'response-time-critical', says: 'response_time_limit: 300 # ms sustained >5min → AUTO ROLLBACK', at: 0.3, within: 0.299, beyond: 0.301, good: 0.142, for: 5 * minute, response: 'rollback' },
  // The share of requests that took longer than 300 ms.
  { gate: 'response-time-p95', says: '<300ms for 95% of requests', at: 0.05, within: 0.0499, beyond: 0.0501, good: 0, for: 5 * minute, response: 'alert' },
  { gate: 'error-rate-warning', says: 'warning_threshold: 3.0% # monitoring alert', at: 0.03, within: 0.0299, beyond: 0.0301, good: 0.015, for: minute, response: 'alert' },
  { gate: 'error-rate-critical', says: 'Error rate >5% for 5 consecutive minutes', at: 0.05, within: 0.0499, beyond: 0.0501, good: 0.015, for: 5 * minute, response: 'rollback' },
  { gate: 'error-burst', says: 'not in the document: twice the line of 5 % is not waited out', at: 0.1, within: 0.0999, beyond: 0.1001, good: 0.015, for: 20, response: 'rollback' },
  { gate: 'users-errors', says: 'Error rate >5% for 5 consecutive minutes', at: 0.05, within: 0.0499, beyond: 0.0501, good: 0.015, for: 5 * minute, response: 'rollback' },
  { gate: 'environment-down', says: 'Phase 1: Any system instability or critical functionality failure', at: 0.5, within: 1, beyond: 0, good: 1, for: 20, seenAfter: 9, response: 'rollback' },
  { gate: 'data-discrepancies', says: 'Data Integrity: Zero discrepancies between systems', at: 0, within: 0, beyond: 1, good: 0, for: minute, seenAfter: 29, response: 'review' },
  { gate: 'session-failures', says: 'session_failure_rate: 10% # → AUTO ROLLBACK', at: 0.9, within: 0.9001, beyond: 0.8999, good: 0.94, for: minute, response: 'rollback' },
  { gate: 'session-matrix', says: 'User Sessions <85% success', at: 0.85, within: 0.8501, beyond: 0.8499, good: 0.94, for: minute, response: 'alert' },
  { gate: 'user-satisfaction', says: 'user_satisfaction: 70% # threshold for phase hold', at: 0.7, within: 0.71, beyond: 0.69, good: 0.87, for: 5 * minute, response: 'hold' },
  { gate: 'cpu-warning', says: 'Resource Usage >80%', at: 0.8, within: 0.7999, beyond: 0.8001, good: 0.4, for: minute, response: 'alert' },
  { gate: 'cpu-alert', says: 'cpu_usage_warning: 85% # sustained load', at: 0.85, within: 0.8499, beyond: 0.8501, good: 0.4, for: minute, response: 'alert' },
  { gate: 'cpu-critical', says: 'Resource Usage >90%: Scale/Alert', at: 0.9, within: 0.8999, beyond: 0.9001, good: 0.4, for: minute, response: 'scale' },
  { gate: 'cpu-exhausted', says: 'Critical system resource exhaustion (CPU >95%)', at: 0.95, within: 0.9499, beyond: 0.9501, good: 0.4, for: minute, response: 'rollback' },
  { gate: 'memory-warning', says: 'Resource Usage >80%', at: 0.8, within: 0.7999, beyond: 0.8001, good: 0.4, for: minute, response: 'alert' },
  { gate: 'memory-alert', says: 'the ladder of CPU: 85%', at: 0.85, within: 0.8499, beyond: 0.8501, good: 0.4, for: minute, response: 'alert' },
  { gate: 'memory-critical', says: 'memory_usage_critical: 90% # immediate alert', at: 0.9, within: 0.8999, beyond: 0.9001, good: 0.4, for: 0, response: 'scale' },
  { gate: 'memory-exhausted', says: 'Critical system resource exhaustion (Memory >95%)', at: 0.95, within: 0.9499, beyond: 0.9501, good: 0.4, for: minute, response: 'rollback' },
  { gate: 'db-pool', says: 'db_connection_pool: 80% # scaling alert', at: 0.8, within: 0.7999, beyond: 0.8001, good: 0.2, for: minute, response: 'scale' },
  { gate: 'disk-free', says: 'disk_space_critical: 15% # free space minimum', at: 0.15, within: 0.151, beyond: 0.149, good: 0.6, for: 0, response: 'alert' },
]

/** Gates that count: how many in the window are still good, and the response to one more. */
export type CountRow = { readonly gate: string; readonly says: string; readonly allowed: number; readonly seconds: number; readonly phases?: readonly PhaseName[]; readonly response: Gate['response'] }
export const countRows: readonly CountRow[] = [
  { gate: 'db-connection-failures', says: 'Database connection failures >3 in 1 minute', allowed: 3, seconds: minute, response: 'rollback' },
  { gate: 'critical-bugs', says: 'critical_bugs_per_day: 2 # → IMMEDIATE REVIEW', allowed: 1, seconds: 86_400, response: 'review' },
  { gate: 'critical-bug-phase-1', says: 'Phase 1: Critical bugs affecting core trading workflows', allowed: 0, seconds: 86_400, phases: ['phase-1'], response: 'review' },
  // 0.1 % of 86,400 s is 86.4 s.
  { gate: 'uptime', says: 'uptime_requirement: 99.9% # 24h period minimum', allowed: 86, seconds: 86_400, response: 'alert' },
]

/** Every sentence of the document that asks for something to be done, and what answers it: gates, manual triggers, or both. */
export const sentences: readonly { readonly at: string; readonly says: string; readonly gates: readonly string[]; readonly manual?: readonly string[] }[] = [
  { at: 'Performance Gates', says: 'warning_threshold: 29842', gates: ['performance-warning'] },
  { at: 'Performance Gates', says: 'critical_threshold: 27977 → AUTO ROLLBACK', gates: ['performance-critical'] },
  { at: 'Performance Gates', says: 'response_time_limit: 300 ms sustained >5min → AUTO ROLLBACK', gates: ['response-time-critical'] },
  { at: 'Reliability Gates', says: 'warning_threshold: 3.0%', gates: ['error-rate-warning'] },
  { at: 'Reliability Gates', says: 'critical_threshold: 5.0% → AUTO ROLLBACK', gates: ['error-rate-critical', 'users-errors'] },
  { at: 'Reliability Gates', says: 'uptime_requirement: 99.9%', gates: ['uptime'] },
  { at: 'User Experience Gates', says: 'session_success_rate: 90%, session_failure_rate: 10% → AUTO ROLLBACK', gates: ['session-failures'] },
  { at: 'User Experience Gates', says: 'user_satisfaction: 70%', gates: ['user-satisfaction'] },
  { at: 'User Experience Gates', says: 'critical_bugs_per_day: 2', gates: ['critical-bugs'] },
  { at: 'System Resource Gates', says: 'cpu_usage_warning: 85%', gates: ['cpu-alert'] },
  { at: 'System Resource Gates', says: 'memory_usage_critical: 90%', gates: ['memory-critical'] },
  { at: 'System Resource Gates', says: 'db_connection_pool: 80%', gates: ['db-pool'] },
  { at: 'System Resource Gates', says: 'disk_space_critical: 15%', gates: ['disk-free'] },
  { at: 'Automated Triggers', says: 'Performance degradation >25% sustained for 10 minutes', gates: ['performance-critical', 'performance-phase-1', 'performance-phase-2'] },
  { at: 'Automated Triggers', says: 'Error rate >5% for 5 consecutive minutes', gates: ['error-rate-critical', 'users-errors', 'error-burst', 'environment-down'] },
  { at: 'Automated Triggers', says: 'Database connection failures >3 in 1 minute', gates: ['db-connection-failures'] },
  { at: 'Automated Triggers', says: 'Critical system resource exhaustion (CPU >95%, Memory >95%)', gates: ['cpu-exhausted', 'memory-exhausted'] },
  { at: 'Manual Triggers', says: 'User satisfaction feedback <70% with multiple complaints', gates: [], manual: ['dissatisfaction'] },
  { at: 'Manual Triggers', says: 'Critical bug affecting >50% of pilot users', gates: [], manual: ['critical-bug'] },
  { at: 'Manual Triggers', says: 'Data integrity concerns or corruption detection', gates: [], manual: ['data-integrity'] },
  { at: 'Manual Triggers', says: 'Security incident or vulnerability exploitation', gates: [], manual: ['security'] },
  { at: 'phase-1', says: 'Any system instability or critical functionality failure', gates: ['environment-down', 'error-burst', 'error-rate-critical', 'users-errors', 'response-time-critical', 'db-connection-failures', 'session-failures', 'cpu-exhausted', 'memory-exhausted'] },
  { at: 'phase-1', says: 'Data integrity issues or performance degradation >10%', gates: ['data-discrepancies', 'performance-phase-1'], manual: ['data-integrity'] },
  { at: 'phase-1', says: 'Critical bugs affecting core trading workflows', gates: ['critical-bug-phase-1', 'critical-bugs'], manual: ['critical-bug'] },
  { at: 'phase-2', says: 'User satisfaction <70% in feedback surveys', gates: ['user-satisfaction'], manual: ['dissatisfaction'] },
  { at: 'phase-2', says: 'Performance degradation >20% from baseline', gates: ['performance-phase-2'] },
  { at: 'phase-2', says: 'Critical workflow failures affecting >50% of pilot users', gates: ['session-failures'], manual: ['critical-bug'] },
  { at: 'phase-3', says: 'Performance degradation >25% from baseline', gates: ['performance-critical'] },
  { at: 'phase-3', says: 'User session failures >10%', gates: ['session-failures'] },
  { at: 'phase-3', says: 'Error rate >5% for sustained periods', gates: ['error-rate-critical', 'users-errors'] },
  { at: 'phase-3', says: 'Critical system resource exhaustion', gates: ['cpu-exhausted', 'memory-exhausted'] },
]

/** "Automated Response Matrix": warning, critical, action. */
export const matrixRows = [
  { metric: 'Performance', warning: ['performance-warning'], critical: ['performance-critical'], action: 'Auto Rollback', rollsBack: ['performance-critical'] },
  { metric: 'Error Rate', warning: ['error-rate-warning'], critical: ['error-rate-critical'], action: 'Auto Rollback', rollsBack: ['error-rate-critical'] },
  { metric: 'Response Time', warning: ['response-time-warning'], critical: ['response-time-critical'], action: 'Auto Rollback', rollsBack: ['response-time-critical'] },
  { metric: 'Resource Usage', warning: ['cpu-warning', 'memory-warning'], critical: ['cpu-critical', 'memory-critical'], action: 'Scale/Alert', rollsBack: [] },
  // <90 % rolls back by the quality gate already, before the matrix's critical line of <85 %.
  { metric: 'User Sessions', warning: ['session-failures'], critical: ['session-matrix'], action: 'Auto Rollback', rollsBack: ['session-failures'] },
] as const
