/** Messages for looking at their screen: what the plan's tree asks for, sent, failed and waiting; the commands are the real router's. */
import type { MessagesRoom } from '../../electron/console/messages.ts'
import { createBroadcast } from '../../electron/console/broadcast.ts'
import type { Clock } from '../../shared/clock.ts'
import { communicationDue } from '../../shared/communication.ts'
import type { Notice, OpenedPlan } from '../../shared/contract.ts'
import type { Actor } from '../../shared/journal.ts'
import type { Message } from '../../shared/messages.ts'
import { ada, type DemoRecord } from './demo-record.ts'

const outbox = { kind: 'rule', name: 'outbox' } as const

/** @param ago ms since the incident opened */
export function messageHistory(record: DemoRecord, plan: OpenedPlan['plan'], wall: number, ago: number): void {
  const { incidents, messages, run } = record.state()
  const mails = { ...plan, people: { ...plan.people, audiences: plan.people.audiences.map((one) => (one.public ? one : { ...one, channels: ['mail', 'chat', 'desktop'] })) } }
  for (const draft of communicationDue({ plan: mails, state: { incidents: incidents.slice(0, 1), messages, runs: run ? [run] : [] }, wall: wall - ago }).drafts) record.add(draft, ago)
  const incident = incidents[0]?.id ?? ''
  const common = { who: outbox, incident }
  const id = (part: string): string => `${incident}/${part}`
  record.add({ kind: 'message.sent', ...common, data: { message: id('immediate/devops'), to: 'devops', channel: 'mail', proof: '<fifteen-3f9a0c@example.com>: 250 2.0.0 queued as 4F1C' } }, ago - 2_000)
  record.add({ kind: 'message.failed', ...common, data: { message: id('immediate/qa-lead'), to: 'qa-lead', channel: 'mail', error: '550 mailbox unavailable', attempts: 1, next: 'chat' } }, ago - 3_000)
  record.add({ kind: 'message.sent', ...common, data: { message: id('immediate/qa-lead'), to: 'qa-lead', channel: 'chat', proof: 'answered 200 ok' } }, ago - 4_000)
  record.add({ kind: 'message.failed', ...common, data: { message: id('immediate/product'), to: 'product', channel: 'mail', error: 'connect ECONNREFUSED 10.0.0.25:587', attempts: 3, next: 'chat' } }, ago - 9_000)
  record.add({ kind: 'message.failed', ...common, data: { message: id('immediate/product'), to: 'product', channel: 'chat', error: 'answered 503', attempts: 3, next: 'desktop' } }, ago - 20_000)
  record.add({ kind: 'message.failed', ...common, data: { message: id('immediate/product'), to: 'product', channel: 'desktop', error: 'no window and no page is open that could show it', attempts: 3 } }, ago - 30_000)
  record.add({ kind: 'message.sent', ...common, data: { message: id('status-page/status-page'), to: 'status-page', channel: 'status-page', proof: 'written as 0b1f33aa90c15d64 to /home/ada/.local/share/fifteen/status-page/index.html' } }, ago - 2_000)
  record.add({ kind: 'message.withdrawn', who: ada, incident, why: 'users notice nothing of it', data: { message: id('in-app/in-app'), to: 'in-app' } }, ago - 40_000)
}

export function demoMessages({ record, opened, clock, used }: { readonly record: DemoRecord; readonly opened: OpenedPlan; readonly clock: Clock; readonly used: boolean }): MessagesRoom {
  const notices = createBroadcast<Notice>()
  const find = (id: string): Message => {
    const found = record.state().messages.find((one) => one.id === id)
    if (found === undefined) throw new Error(`the demo has no message ${id}`)
    return found
  }
  const write = (kind: 'message.drafted' | 'message.queued', { id, kind: of, to, channels, title, text, severity, due, incident }: Message, who: Actor): void =>
    void record.add({ kind, who, data: { message: id, kind: of, to, channels: [...channels], title, text, ...(severity && { severity }), ...(due !== undefined && { due }) }, ...(incident !== undefined && { incident }) })
  const one = { limit: { count: 20, per: 60_000 }, attempts: 3, timeout: 10_000, waiting: 0, dead: false }
  const last = (ok: boolean, text: string) => (used ? { last: { at: clock.wall() - 95_000, ok, text } } : {})
  const to = opened.plan.people.audiences.filter((audience) => !audience.public).map(({ id, title }) => ({ id, title }))
  return {
    notices,
    now: () => ({
      channels: [
        { ...one, id: 'mail', title: 'E-mail', kind: 'smtp', public: false, dedups: false, dead: used, to, ...last(false, 'connect ECONNREFUSED 10.0.0.25:587') },
        { ...one, id: 'chat', title: 'Chat of the team', kind: 'slack', public: false, dedups: false, to, ...last(true, 'answered 200 ok') },
        { ...one, id: 'pager', title: 'Pager', kind: 'pagerduty', public: false, dedups: true, to: [] },
        { ...one, id: 'desktop', title: 'Desktop notification', kind: 'desktop', public: false, dedups: true, waiting: used ? 1 : 0, to, ...last(true, 'given to one screen') },
        { ...one, id: 'status-page', title: 'Status page', kind: 'status-page', public: true, dedups: true, to: [{ id: 'status-page', title: 'Users on the status page' }], ...last(true, 'written as 0b1f33aa90c15d64') },
      ],
      statusPage: { folder: '/home/ada/.local/share/fifteen/status-page', ...(used ? { served: 'http://127.0.0.1:4817' } : { why: 'the plan gives it no server' }) },
    }),
    send: (ids, who) => ids.forEach((id) => write('message.queued', find(id), who)),
    edit: (id, words, who) => write('message.drafted', { ...find(id), ...words }, who),
    write: (to, words, who) => {
      record.add({ kind: 'message.drafted', who, data: { message: 'by-hand/1', kind: 'notice', to, channels: ['mail'], ...words } })
      return 'by-hand/1'
    },
    withdraw: (id, { who, why }) => void record.add({ kind: 'message.withdrawn', who, why, data: { message: id } }),
    statusPageSettled: async () => undefined, statusPage: () => undefined, serves: () => undefined, stop: () => Promise.resolve(),
    test: (channel, to) => {
      notices.send({ key: `test/${channel}`, kind: 'test', title: 'Test', text: `A test of ${channel} for ${to}. Nothing is wrong, and there is nothing to do.`, sound: true })
      return `test/${channel}/1`
    },
  }
}
