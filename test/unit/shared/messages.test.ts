import { describe, expect, test } from 'vitest'
import { foldMessages, isLate, type Messages } from '../../../shared/messages.ts'
import type { Draft, Entry } from '../../../shared/journal.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const tree = { kind: 'rule', name: 'communication-tree' } as const
const written = { message: 'i-1/first/cto', kind: 'notice', to: 'cto', channels: ['mail', 'chat'], title: 'P0: Orders fail', text: 'Since 14:00.', due: 1_000 } as const

const entryOf = (draft: Draft, index: number): Entry => ({ ...draft, at: { occurred: 100 * (index + 1), observed: 0, recorded: 0, mono: 0, boot: '' } }) as unknown as Entry
function after(drafts: readonly Draft[]): Messages {
  let messages: Messages = []
  for (const [index, draft] of drafts.entries()) messages = foldMessages(messages, entryOf(draft, index))
  return messages
}
const drafted = (more: object = {}, who: Draft['who'] = tree): Draft => ({ kind: 'message.drafted', who, incident: 'i-1', data: { ...written, channels: [...written.channels], ...more } })
const queued = (more: object = {}, who: Draft['who'] = tree): Draft => ({ kind: 'message.queued', who, incident: 'i-1', data: { ...written, channels: [...written.channels], ...more } })
const failed = (channel: string, next?: string): Draft => ({ kind: 'message.failed', who: tree, data: { message: written.message, channel, error: 'refused', attempts: 3, ...(next !== undefined && { next }) } })
const sent: Draft = { kind: 'message.sent', who: tree, data: { message: written.message, channel: 'chat', proof: 'answered 200' } }
const withdrawn: Draft = { kind: 'message.withdrawn', who: ada, why: 'wrong', data: { message: written.message } }

describe('a message', () => {
  test.each<readonly [string, readonly Draft[], object]>([
    ['is a draft until someone sends it', [drafted()], { state: 'draft', edited: false, at: 100 }],
    ['in other words of a person is theirs', [drafted(), drafted({ text: 'Mine.' }, ada)], { state: 'draft', edited: true, text: 'Mine.', at: 100 }],
    ['that a person lets go is held back for a moment', [drafted(), queued({}, ada)], { state: 'queued', queuedAt: 200, queuedBy: 'Ada', pressed: true }],
    ['that a rule lets go is not', [queued()], { state: 'queued', pressed: false }],
    ['queued again is the same message', [queued(), queued({ text: 'twice' })], { state: 'queued', text: written.text, queuedAt: 100 }],
    ['falls back', [queued(), failed('mail', 'chat')], { state: 'queued', failures: [{ channel: 'mail', error: 'refused', attempts: 3, next: 'chat', at: 200 }] }],
    ['has failed where no channel is left', [queued(), failed('mail', 'chat'), failed('chat')], { state: 'failed' }],
    ['that failed may be sent later', [queued(), failed('mail', 'chat'), failed('chat'), sent], { state: 'sent', sent: { channel: 'chat', proof: 'answered 200', at: 400 } }],
    ['that was sent is never queued again', [queued(), sent, queued()], { state: 'sent' }],
    ['that was sent is not withdrawn', [queued(), sent, withdrawn], { state: 'sent' }],
    ['is withdrawn with its reason', [drafted(), withdrawn], { state: 'withdrawn', withdrawn: { by: 'Ada', why: 'wrong', at: 200 } }],
    ['that is withdrawn is drafted by no rule again', [drafted(), withdrawn, drafted({ text: 'new' })], { state: 'withdrawn' }],
  ])('%s', (_, drafts, expected) => {
    const list = after(drafts)
    expect(list).toHaveLength(1)
    expect(list[0]).toMatchObject(expected)
  })

  test('is late once its clock is over, and not once it went out', () => {
    const [open] = after([drafted()])
    const [over] = after([queued(), sent])
    expect([open, over].map((one) => one !== undefined && isLate(one, 1_001))).toEqual([true, false])
    expect(open !== undefined && isLate(open, 999)).toBe(false)
  })

  test('that is over is forgotten after four hundred others; one that waits never is', () => {
    const many = Array.from({ length: 450 }, (_, index): readonly Draft[] => [queued({ message: `m-${index}` }), { kind: 'message.sent', who: tree, data: { message: `m-${index}`, channel: 'chat', proof: '' } }]).flat()
    const list = after([drafted(), ...many])
    expect(list).toHaveLength(401)
    expect(list[0]?.id).toBe(written.message)
    expect(list.at(-1)?.id).toBe('m-449')
  })
})
