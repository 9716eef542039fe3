import { expect, test } from 'vitest'
import { dueMessages, type DueMessage } from '../../../shared/due-message.ts'
import type { Draft, Entry } from '../../../shared/journal.ts'
import { foldMessages, type Messages } from '../../../shared/messages.ts'

type Told = Extract<Draft, { readonly kind: `message.${string}` }>
const rule = { kind: 'rule', name: 'r' } as const
const entry = (draft: Omit<Told, 'who'>): Entry => ({ ...draft, who: rule, seq: 1, console: 'c', at: { occurred: 0, observed: 0, recorded: 0, mono: 0, boot: 'b' }, previous: '', hash: '' }) as Entry
const written = (message: string, due?: number) => ({ message, kind: 'update', to: 'management', channels: ['mail'], title: `About ${message}`, text: 'x', ...(due !== undefined && { due }) }) as const
const folded = (...drafts: readonly Omit<Told, 'who'>[]): readonly DueMessage[] => dueMessages(drafts.map(entry).reduce<Messages>(foldMessages, []))

test('the next message is the one that is due first, drafted or queued; one without a time is none', () => {
  const list = folded({ kind: 'message.drafted', data: written('a', 300) }, { kind: 'message.queued', data: written('b', 200) }, { kind: 'message.queued', data: written('c') })
  expect(list[0]).toEqual({ message: 'b', to: 'management', title: 'About b', due: 200, state: 'queued' })
  expect(list.map(({ message }) => message)).toEqual(['b', 'a'])
})

test('a later draft stands in its place, sent and withdrawn take it away, and one that failed by its last channel stays to be told', () => {
  const failed = (next?: string) => ({ kind: 'message.failed', data: { message: 'a', channel: 'mail', error: 'x', attempts: 3, ...(next !== undefined && { next }) } }) as const
  const a = { kind: 'message.drafted', data: written('a', 300) } as const
  expect(folded(a, { kind: 'message.queued', data: written('a', 400) })).toMatchObject([{ state: 'queued', due: 400 }])
  expect(folded(a, { kind: 'message.queued', data: written('a') })).toEqual([])
  expect(folded(a, failed('hook'))).toMatchObject([{ state: 'drafted' }])
  expect(folded(a, failed())).toMatchObject([{ state: 'failed' }])
  expect(folded(a, failed(), { kind: 'message.sent', data: { message: 'a', channel: 'hook', proof: 'p' } })).toEqual([])
  expect(folded(a, { kind: 'message.withdrawn', data: { message: 'a' } })).toEqual([])
})
