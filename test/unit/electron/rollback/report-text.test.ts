import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escaped, reportText } from '../../../../electron/rollback/report-text.ts'
import { planWith, wholeProcedure } from '../../../doubles/rollback-plan.ts'
import { ada, bench } from './bench.ts'

const nasty = '<script>alert(1)</script> [a](http://evil.example) | ## x\n# heading\n- item `code` ![i](j)'

describe('texts from people and targets', () => {
  it('make up no heading, list, link, table, code or HTML', () => {
    expect(escaped(nasty)).toBe('&lt;script&gt;alert\\(1\\)&lt;/script&gt; \\[a\\]\\(http&#58;//evil.example\\) \\| \\#\\# x \\# heading - item \\`code\\` \\!\\[i\\]\\(j\\)')
    expect([escaped('- a'), escaped('1. a'), escaped('+ a'), escaped('12) a')]).toEqual(['\\- a', '1\\. a', '\\+ a', '12\\) a'])
  })
  it('whatever they are, hold no sign that Markdown reads, and stay on one line', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const safe = escaped(text)
      expect(safe).not.toMatch(/[\n\r]|(?<!\\)(?:\\\\)*[`*_[\]|<>!#]|:\/\//u)
    }), { numRuns: 500 })
  })
})

describe('the report', () => {
  it('has trigger, times in UTC, stages against their windows, results, reasons for skipping, notices and the head of the record', async () => {
    const one = bench(planWith(wholeProcedure))
    one.world.whole = false
    const { run } = one.press({ why: nasty })
    await one.advance(5_000)
    one.runner.answer(run, { step: 'restore', choice: 'skip', who: ada, reason: nasty })
    await one.advance(10_000)
    const text = reportText({
      incident: one.run().incident, opened: one.journal.of('incident.opened')[0], runs: [one.run()],
      notices: [...one.journal.of('notice.sent'), ...one.journal.of('notice.failed')], head: 'abc123', writtenAt: one.clock.wall(),
    })
    for (const part of ['Trigger: critical-bug (pressed), opened by Ada', 'Started: 2025-10-01 12:00:00 UTC', 'Window 2:00 to 5:00', '| Title of switch | ok |', 'Deadline: 15 min',
      'State: completed, ended 2025-10-01 12:00:', 'deployment team, journal: sent', '`abc123`', '## Lessons learned'])
      expect(text).toContain(part)
    expect(text).toContain(`- Title of restore: ${escaped(nasty)}`)
    expect(text).not.toContain('<script>')
    expect(text.split('\n').filter((line) => line.startsWith('#')).length).toBe(11)
  })
})
