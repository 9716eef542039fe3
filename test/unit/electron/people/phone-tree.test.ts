/** The phone tree on disk: there with no network, written when what it says changes, and no script in a name. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { startPhoneTree, type PhoneTreeRoom } from '../../../../electron/people/phone-tree.ts'
import { createLog } from '../../../../electron/log.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { heardJournal } from '../../../doubles/heard-journal.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'

const home = mkdtempSync(join(tmpdir(), 'fifteen-phone-'))
let room: PhoneTreeRoom | undefined
afterEach(async () => {
  await room?.stop()
  rmSync(home, { recursive: true, force: true })
})

test('it names who is called with numbers, follows a stand-in and a hand-over, and tells its age', async () => {
  const time = fakeTime({ wall: Date.UTC(2026, 10, 26, 3) })
  const journal = heardJournal(time.clock)
  const plan = tbsPlan((raw) => {
    const [, second] = raw['people']?.['contacts'] ?? []
    Object.assign(second as object, { name: '<script>Bo</script>', phone: '+49 30 12' })
  })
  const own = startPhoneTree({ home, plan: () => plan, journal, clock: time.clock, timers: time.timers, log: createLog({ write: (line) => { throw new Error(line) }, level: 'error', clock: time.clock }) })
  room = own
  const text = (): string => readFileSync(join(home, 'phone-tree.html'), 'utf8')
  await vi.waitFor(() => expect(own.file().at).toBe(time.clock.wall()))
  expect(text()).toContain('&lt;script&gt;Bo&lt;/script&gt;')
  expect(text()).not.toContain('<script')
  expect(text()).toContain('+49 30 12')
  expect(text()).toContain('Written 2026-11-26 03:00 UTC')
  expect(text()).toContain('Critical Issue')
  // Phone numbers are nobody else's business.
  expect(statSync(join(home, 'phone-tree.html')).mode & 0o777).toBe(0o600)

  journal.append({ kind: 'on-call.overridden', who: { kind: 'person', name: 'Ada', role: 'operator' }, why: 'ill', data: { override: 'o', duty: 'primary', contact: 'manager', from: time.clock.wall(), to: time.clock.wall() + 3_600_000 } })
  await time.advance(1_000)
  await vi.waitFor(() => expect(text()).toMatch(/Primary On-Call<\/td><td>Engineering Manager/))
  const before = own.file().at
  await time.advance(30 * 60_000)
  expect(own.file().at).toBe(before)
  await time.advance(31 * 60_000)
  await vi.waitFor(() => expect(text()).toMatch(/Primary On-Call<\/td><td>&lt;script&gt;Bo/))
})
