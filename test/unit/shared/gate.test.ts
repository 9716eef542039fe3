import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  forgottenAfter, gateProgress, setAside, stepGate, thresholdValue, truthOf, type Evaluation, type GateStatus, type Outcome,
} from '../../../shared/gate.ts'

const s = 1_000
const found = (outcome: Outcome): Evaluation => ({ outcome, threshold: 0.05, samples: 100, value: 0.06 })
type Timing = Parameters<typeof stepGate>[1]
const timing = (forMs: number, keepFiringFor = 0, gap = 3): Timing => ({ for: forMs, keepFiringFor, missing: { gap, policy: 'inconclusive' } })

/** Evaluates once a second: '!' true, '.' false, '?' without a value, '~' not yet. */
const letters = { '!': 'fail', '.': 'pass', '?': 'no data', '~': 'not yet' } as const satisfies Record<string, Outcome>
const isLetter = (letter: string): letter is keyof typeof letters => letter in letters
function run(gate: Timing, history: string): GateStatus[] {
  const statuses: GateStatus[] = []
  for (const [second, letter] of [...history].entries()) {
    if (!isLetter(letter)) throw new Error(`no such evaluation: ${letter}`)
    statuses.push(stepGate(statuses.at(-1), gate, found(letters[letter]), second * s))
  }
  return statuses
}
const states = (gate: Timing, history: string): string => run(gate, history).map(({ state }) => state).join(' ')
const last = (gate: Timing, history: string): GateStatus => {
  const status = run(gate, history).at(-1)
  if (status === undefined) throw new Error('no evaluation')
  return status
}

describe('a gate with complete samples', () => {
  it('is pending at the first true evaluation and fires once true for the whole time', () =>
    expect(states(timing(2 * s), '.!!!!')).toBe('ok pending pending firing firing'))
  it('fires at the first true evaluation where no time is asked for', () =>
    expect(states(timing(0), '.!.')).toBe('ok firing resolved'))
  it('is reset by one false evaluation', () =>
    expect(states(timing(2 * s), '!!.!!!')).toBe('pending pending ok pending pending firing'))
  it('stays resolved for one evaluation, then is ok', () =>
    expect(states(timing(0), '!...')).toBe('firing resolved ok ok'))
  it('goes from resolved to pending when true again', () =>
    expect(states(timing(s), '!!.!')).toBe('pending firing resolved pending'))
  it('keeps firing from the first false evaluation on, so that it does not flap', () =>
    expect(states(timing(0, 2 * s), '!....')).toBe('firing firing firing resolved ok'))
  it('counts anew to its end when true in between', () =>
    expect(states(timing(0, 2 * s), '!..!...')).toBe('firing firing firing firing firing firing resolved'))
  it('remembers where the exposure began', () => {
    expect(last(timing(2 * s), '.!!!!').activeSince).toBe(s)
    expect(last(timing(2 * s), '.!!!!').since).toBe(3 * s)
    expect(last(timing(0), '!.').activeSince).toBeUndefined()
  })
  it('a warning fires as a failure does', () => expect(stepGate(undefined, timing(0), found('warn'), 0).state).toBe('firing'))
  it('shows its progress while pending only', () => {
    expect(gateProgress(last(timing(4 * s), '!!'), timing(4 * s))).toBe(0.25)
    expect(gateProgress(last(timing(s), '!!'), timing(s))).toBe(0)
  })
})

describe('a gate with gaps', () => {
  it('one missed sample neither resets the window nor counts as sustained', () => {
    expect(states(timing(3 * s), '!!?!!')).toBe('pending pending pending pending firing')
    expect(last(timing(9 * s), '!!?!!').sustained).toBe(3 * s)
  })
  it('a gap as long as allowed keeps the window, one longer drops it', () => {
    expect(last(timing(60 * s), '!!???')).toMatchObject({ state: 'pending', sustained: s, activeSince: 0 })
    expect(last(timing(60 * s), '!!????')).toMatchObject({ state: 'no data', sustained: 0 })
    expect(last(timing(60 * s), '!!????').activeSince).toBeUndefined()
    expect(last(timing(60 * s), '!!????!').activeSince).toBe(6 * s)
  })
  it('gaps count in a row, not in all', () => expect(last(timing(60 * s), '!???!???!???').state).toBe('pending'))
  it('none that is silent for longer than the gap is ok', () =>
    expect(states(timing(0, 0, 1), '.??.')).toBe('ok ok no data ok'))
  it('was never ok before its first value', () => expect(states(timing(0), '??.')).toBe('no data no data ok'))
  it('never resolves on silence', () => {
    expect(last(timing(0), `!${'?'.repeat(500)}`).state).toBe('firing')
    expect(last(timing(0, 5 * s), `!.${'?'.repeat(500)}`).state).toBe('firing')
  })
  it('leaves silence out of the time that it keeps firing for', () => {
    expect(states(timing(0, 2 * s), '!.?..')).toBe('firing firing firing firing resolved')
    expect(states(timing(0, 2 * s, 1), '!.??...')).toBe('firing firing firing firing firing firing resolved')
  })
  it('fires on after a long silence, but its time counts anew', () => {
    const status = last(timing(2 * s), '!!!????!!')
    expect(status).toMatchObject({ state: 'firing', sustained: s, activeSince: 7 * s, since: 2 * s })
    expect(last(timing(2 * s, 9 * s), '!!!????.!!')).toMatchObject({ state: 'firing', sustained: s, activeSince: 8 * s })
    expect(last(timing(2 * s), '!!!????')).not.toHaveProperty('activeSince')
  })
  it.each(['inconclusive', 'error', 'no data', 'not yet'] as const)('%s is neither true nor false', (outcome) => {
    expect(truthOf(outcome)).toBe('unknown')
    expect(stepGate(last(timing(0), '!'), timing(0), found(outcome), s).state).toBe('firing')
    expect(stepGate(undefined, timing(0), found(outcome), 0).state).toBe('no data')
  })
})

describe('time that the console did not see', () => {
  const pending = last(timing(5 * s), '!!!')
  it('is a gap, not sustained time: a restart keeps the window and adds nothing', () => {
    const after = stepGate(pending, timing(5 * s), found('fail'), 602 * s)
    expect(after).toMatchObject({ state: 'pending', sustained: 2 * s, activeSince: 0 })
    expect(stepGate(after, timing(5 * s), found('fail'), 605 * s).state).toBe('firing')
  })
  it('before a first true evaluation is nothing at all', () =>
    expect(stepGate(last(timing(5 * s), '..'), timing(5 * s), found('fail'), 60 * s)).toMatchObject({ sustained: 0, activeSince: 60 * s }))
  it('begins beyond three seconds', () => {
    expect(stepGate(pending, timing(60 * s), found('fail'), 5 * s).sustained).toBe(5 * s)
    expect(stepGate(pending, timing(60 * s), found('fail'), 5 * s + 1).sustained).toBe(2 * s)
  })
  it('a pending window waits while the measuring window fills again', () => {
    expect(last(timing(5 * s), `!!!${'~'.repeat(60)}`)).toMatchObject({ state: 'pending', sustained: 2 * s })
    expect(last(timing(5 * s), `!!!${'~'.repeat(60)}!!!`).state).toBe('firing')
    expect(last(timing(s), `!!${'~'.repeat(60)}!`)).toMatchObject({ state: 'firing', activeSince: 0 })
    expect(last(timing(5 * s), `.${'~'.repeat(4)}`).state).toBe('no data')
  })
  it('of more than an hour is forgotten, unless the gate was firing', () => {
    expect(stepGate(pending, timing(5 * s), found('no data'), 2 * s + forgottenAfter).state).toBe('pending')
    expect(stepGate(pending, timing(5 * s), found('no data'), 2 * s + forgottenAfter + 1).state).toBe('no data')
    expect(stepGate(last(timing(0), '!'), timing(0), found('no data'), 2 * forgottenAfter).state).toBe('firing')
  })
  it('does not count toward the end of firing either', () => {
    const firing = last(timing(0, 5 * s), '!.')
    expect(stepGate(firing, timing(0, 5 * s), found('pass'), 100 * s).state).toBe('firing')
  })
})

it('a gate that the phase does not judge has no verdict, whatever window it had', () => {
  const firing = last(timing(0), '!')
  expect(setAside(firing, found('not yet'), s)).toMatchObject({ state: 'no data', since: s, sustained: 0 })
  expect(setAside(setAside(firing, found('not yet'), s), found('not yet'), 2 * s).since).toBe(s)
})

it('a threshold is a ratio of the recorded baseline, or a figure', () => {
  expect(thresholdValue({ ratio: 0.75, of: 'rows_per_second' }, { rows_per_second: { value: 37_303 } })).toBe(27_977.25)
  expect(thresholdValue({ ratio: 0.75, of: 'rows_per_second' }, {})).toBeUndefined()
  expect(thresholdValue({ value: 0.05 }, {})).toBe(0.05)
})

describe('against Prometheus', () => {
  type Moment = { readonly at: number; readonly bad: boolean }

  /**
   * Prometheus's alerting rule, from the whole history and without state: an alert is active from a
   * first true evaluation until a false one (pending), fires from the first evaluation `for` later,
   * and ends with a run of false evaluations that is `keepFiringFor` long.
   */
  function oracle(history: readonly Moment[], forMs: number, keep: number): readonly string[] {
    const result = history.map(() => 'inactive')
    let from = 0
    for (;;) {
      const start = history.findIndex((moment, index) => index >= from && moment.bad)
      const begin = history[start]
      if (begin === undefined) return result
      const broken = history.findIndex((moment, index) => index > start && !moment.bad)
      const fire = history.findIndex((moment, index) => index >= start && moment.at - begin.at >= forMs)
      const firing = fire !== -1 && (broken === -1 || fire < broken)
      const end = firing
        ? history.findIndex((moment, index) => {
            if (index <= fire || moment.bad) return false
            const lastBad = history.findLastIndex((earlier, before) => before < index && earlier.bad)
            return moment.at - (history[lastBad + 1]?.at ?? 0) >= keep
          })
        : broken
      const stop = end === -1 ? history.length : end
      for (let index = start; index < stop; index += 1) result[index] = firing && index >= fire ? 'firing' : 'pending'
      from = stop
    }
  }
  const prometheusState = ({ state }: GateStatus): string => (state === 'pending' || state === 'firing' ? state : 'inactive')
  const step = (statuses: readonly GateStatus[], gate: Timing, outcome: Outcome, at: number): readonly GateStatus[] =>
    [...statuses, stepGate(statuses.at(-1), gate, found(outcome), at)]

  // Fractions of a second, as a monotonic clock gives them; never longer apart than what counts as seen.
  const interval = fc.oneof(fc.constant(1_000), fc.double({ min: 0.1, max: 2_999, noNaN: true }))
  const span = fc.oneof(fc.constantFrom(0, 1_000, 2_000, 5_000), fc.double({ min: 0, max: 12_000, noNaN: true }))
  const bads = fc.array(fc.record({ after: interval, bad: fc.boolean(), stay: fc.integer({ min: 1, max: 8 }) }), { maxLength: 20 })
    .map((runs) => runs.flatMap(({ after, bad, stay }) => Array.from({ length: stay }, () => ({ after, bad }))))

  it('fires, pends and ends at the very evaluations', () => {
    fc.assert(
      fc.property(bads, span, span, (moments, forMs, keep) => {
        let at = 0
        const history = moments.map(({ after, bad }): Moment => ({ at: (at += after), bad }))
        const statuses = history.reduce<readonly GateStatus[]>(
          (before, moment) => step(before, timing(forMs, keep), moment.bad ? 'fail' : 'pass', moment.at), [])
        expect(statuses.map(prometheusState)).toEqual(oracle(history, forMs, keep))
      }),
      { numRuns: 2_000 },
    )
  })

  it('with short gaps does what Prometheus would had that time not been', () => {
    const gapped = fc.tuple(bads, fc.infiniteStream(fc.integer({ min: 0, max: 3 })))
    fc.assert(
      fc.property(gapped, fc.constantFrom(0, 2_000, 5_000), fc.constantFrom(0, 3_000), ([moments, gaps], forMs, keep) => {
        const seen: Moment[] = []
        const statuses: GateStatus[] = []
        const gate = timing(forMs, keep)
        let real = 0
        let compressed = 0
        for (const { bad } of moments) {
          const missing = seen.length === 0 ? 0 : (gaps.next().value ?? 0)
          for (let one = 0; one < missing; one += 1) {
            const before = statuses.at(-1)
            const silent = stepGate(before, gate, found('error'), (real += s))
            if (before && prometheusState(before) !== prometheusState(silent)) throw new Error(`silence turned ${before.state} into ${silent.state}`)
            statuses[statuses.length - 1] = silent
          }
          statuses.push(stepGate(statuses.at(-1), gate, found(bad ? 'fail' : 'pass'), (real += s)))
          seen.push({ at: (compressed += s), bad })
        }
        expect(statuses.map(prometheusState)).toEqual(oracle(seen, forMs, keep))
      }),
      { numRuns: 1_000 },
    )
  })

  it('never fires without true evaluations for the time asked, whatever happens', () => {
    const outcome = fc.constantFrom<Outcome>('fail', 'warn', 'pass', 'no data', 'error', 'inconclusive', 'not yet')
    const any = fc.array(fc.record({ after: fc.constantFrom(1_000, 1_000, 1_000, 2_500, 4_000, 90_000, 4_000_000), outcome }), { maxLength: 60 })
    fc.assert(
      fc.property(any, fc.constantFrom(0, 2_000, 5_000), (moments, forMs) => {
        let at = 0
        let before: GateStatus | undefined
        /** Time that any true evaluation since the last false one could have spoken for. */
        let vouched = 0
        for (const { after, outcome: one } of moments) {
          const status = stepGate(before, timing(forMs, 2_000), found(one), (at += after))
          if (one === 'pass') vouched = 0
          else if (truthOf(one) === 'true') vouched += after <= 3_000 ? after : 0
          if (status.state === 'firing' && before?.state !== 'firing') expect(vouched).toBeGreaterThanOrEqual(forMs)
          if (before?.state === 'firing' && truthOf(one) !== 'false') expect(status.state).toBe('firing')
          if (truthOf(one) !== 'false' && before === undefined) expect(status.state).not.toBe('ok')
          before = status
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
