/** An incident on a real journal, a real mail server and a webhook that is down: who is told, by what, and nothing twice after a restart. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../../../electron/clock.ts'
import { createMessages, type MessagesRoom } from '../../../../electron/console/messages.ts'
import { Refusal } from '../../../../electron/refusal.ts'
import { systemTimers } from '../../../../electron/console/timers.ts'
import { openJournal, type Journal } from '../../../../electron/journal/journal.ts'
import { alone } from '../../../../electron/people/turn.ts'
import type { Entry } from '../../../../shared/journal.ts'
import type { Plan } from '../../../../shared/plan.ts'
import { channel } from '../../../../shared/plan.ts'
import { tbsPlan } from '../../../unit/shared/plan/tbs-plan.ts'
import { quietLog } from '../shell/transports.ts'
import { httpReceiver, smtpReceiver, status } from './receivers.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function start(plan: Plan, home: string): Promise<{ readonly journal: Journal; readonly room: MessagesRoom; readonly stop: () => Promise<void> }> {
  const clock = systemClock()
  const journal = openJournal({ file: join(home, 'journal.sqlite'), clock, log: quietLog() })
  const room = await createMessages({ journal, plan: () => plan, app: () => { throw new Error('not used here') }, home, clock, timers: systemTimers, log: quietLog(), notify: undefined })
  let open = true
  const stop = async (): Promise<void> => {
    if (!open) return
    open = false
    await room.stop()
    journal.close()
  }
  stops.push(stop)
  return { journal, room, stop }
}

test('the team is told by mail at once, by the next channel where the first is down; a draft goes with a press, and can be taken back', async () => {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-incident-'))
  stops.push(() => rmSync(home, { recursive: true, force: true }))
  const mail = await smtpReceiver({ user: 'fifteen', password: 'geheim-genug' })
  const down = await httpReceiver(status(401, 'no such hook'))
  stops.push(mail.stop, down.stop)
  const base = tbsPlan()
  const plan: Plan = {
    ...base,
    people: {
      ...base.people, outbox: { undo: 200, giveUp: 86_400_000 },
      channels: [
        channel.parse({ id: 'mail', kind: 'smtp', host: '127.0.0.1', port: mail.port, tls: 'none', user: 'fifteen', password: 'geheim-genug', from: 'fifteen@console.example' }),
        channel.parse({ id: 'hook', kind: 'webhook', address: down.address }),
        ...base.people.channels,
      ],
      audiences: base.people.audiences.map((one) => (one.public ? one : { ...one, to: [`${one.id}@example.com`], channels: ['hook', 'mail'] })),
    },
  }
  const first = await start(plan, home)
  first.journal.append({ kind: 'incident.opened', who: ada, incident: 'i-1', data: { title: 'Orders fail', severity: 'P0', cause: 'every third is refused' } })
  const stateOf = (journal: Journal, part: string): string | undefined => journal.state().messages.find(({ id }) => id === `i-1/${part}`)?.state
  await expect.poll(() => mail.mails.map(({ to }) => to.join()).toSorted()).toEqual(['devops@example.com', 'product@example.com', 'qa-lead@example.com'])
  await expect.poll(() => stateOf(first.journal, 'status-page/status-page')).toBe('sent')
  // The receiver has a mail before the console has its answer.
  const failures = () => first.journal.state().messages.filter(({ id }) => id.includes('immediate')).map(({ failures, sent }) => ({ failures: failures.map(({ channel, error, next }) => ({ channel, error, next })), by: sent?.channel }))
  await expect.poll(failures).toEqual(Array.from({ length: 3 }, () => ({ failures: [{ channel: 'hook', error: 'answered 401: no such hook', next: 'mail' }], by: 'mail' })))
  expect(readFileSync(join(home, 'status-page/index.html'), 'utf8')).not.toMatch(/Orders fail|every third/)
  expect(readFileSync(join(home, 'status-page/index.html'), 'utf8')).toContain('you may notice disturbances')

  // Both are let go; one is taken back within its moment.
  first.room.send(['i-1/half-hour/cto', 'i-1/half-hour/engineering-manager'], ada)
  first.room.withdraw('i-1/half-hour/cto', { who: ada, why: 'told by phone' })
  await expect.poll(() => stateOf(first.journal, 'half-hour/engineering-manager')).toBe('sent')
  expect(stateOf(first.journal, 'half-hour/cto')).toBe('withdrawn')
  expect(() => first.room.withdraw('i-1/half-hour/engineering-manager', { who: ada, why: 'too late' })).toThrow(Refusal)
  expect(() => first.room.send(['i-1/two-hours/business', 'i-1/half-hour/cto'], ada)).toThrow(Refusal)
  expect(stateOf(first.journal, 'two-hours/business'), 'one of two is no draft: none goes').toBe('draft')
  expect(mail.mails).toHaveLength(4)

  const maintenance = first.room.write('status-page', { title: 'Maintenance on Sunday', text: 'From 02:00 to 03:00 UTC.' }, ada)
  expect(first.journal.state().messages.find(({ id }) => id === maintenance)).toMatchObject({ state: 'draft', channels: ['status-page'] })
  first.room.send([maintenance], ada)
  await expect.poll(() => readFileSync(join(home, 'status-page/index.html'), 'utf8')).toContain('Maintenance on Sunday')
  await expect.poll(() => first.journal.state().messages.find(({ id }) => id === maintenance)?.state).toBe('sent')
  await first.stop()
  const second = await start(plan, home)
  expect(second.room.test('mail', 'cto', ada)).toMatch(/^test\/mail\//)
  await expect.poll(() => mail.mails.length).toBe(5)
  expect(mail.mails.at(-1)).toMatchObject({ to: ['cto@example.com'], raw: expect.stringContaining('Subject: Test') })
  expect(() => second.room.test('mail', 'status-page', ada)).toThrow(Refusal)
  expect(second.room.now().channels.find(({ id }) => id === 'mail')).toMatchObject({ last: { ok: true }, dedups: false, to: expect.arrayContaining([{ id: 'cto', title: 'CTO' }]) })
  // All that was said stands; nothing of it is said again.
  expect(second.journal.entries({ kinds: ['message.sent'], after: 0, limit: 100 }).entries).toHaveLength(7)
}, 40_000)

test('what another console has told users stands on this one\'s page as well, and after a close as over', async () => {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-page-'))
  stops.push(() => rmSync(home, { recursive: true, force: true }))
  const clock = systemClock()
  const journal = openJournal({ file: join(home, 'journal.sqlite'), clock, log: quietLog() })
  const listeners = new Set<(entry: Entry) => void>()
  const plan = tbsPlan()
  const room = await createMessages({
    journal: { ...journal, subscribe: (listener) => {
      listeners.add(listener)
      return journal.subscribe(listener)
    } },
    turn: { ...alone, mine: () => false }, plan: () => plan, app: () => { throw new Error('not used here') }, home, clock, timers: systemTimers, log: quietLog(), notify: undefined,
  })
  stops.push(async () => {
    await room.stop()
    journal.close()
  })
  const page = (): string => readFileSync(join(home, 'status-page/index.html'), 'utf8')
  journal.append({ kind: 'incident.opened', who: ada, incident: 'i-1', data: { title: 'Orders fail', severity: 'P0', cause: 'x' } })
  const tell = (message: string, title: string): void => {
    journal.append({ kind: 'message.queued', who: ada, incident: 'i-1', data: { message, kind: 'notice', to: 'status-page', channels: ['status-page'], title, text: 'Since 14:00.' } })
    const sent = journal.append({ kind: 'message.sent', who: { kind: 'rule', name: 'outbox' }, incident: 'i-1', data: { message, channel: 'status-page', proof: 'written there' } })
    expect(page()).not.toContain(title)
    for (const listener of listeners) listener({ ...sent, console: 'c-bo' })
  }
  tell('m-1', 'Orders may fail')
  await expect.poll(page).toContain('<p class="now bad">Orders may fail</p>')
  journal.append({ kind: 'incident.closed', who: ada, incident: 'i-1', data: { summary: 'rolled back' } })
  tell('m-2', 'All is well again')
  await expect.poll(page).toContain('All is well again')
  expect(page()).toContain('Everything works as usual.')
})
