/** Messages to people. */
import { streamOf } from '../console/broadcast.ts'
import { os, personOf } from './base.ts'

/** Notices that a page may be behind: older ones would say nothing new. */
const noticesBehind = 20

export const messages = {
  now: os.messages.now.handler(({ context }) => context.console.messages.now()),
  notices: os.messages.notices.handler(({ context, signal }) => streamOf(context.console.messages.notices.subscribe, { signal, limit: noticesBehind, full: 'drop' })),
  send: os.messages.send.handler(({ context, input }) => context.console.messages.send(input.messages, personOf(context))),
  edit: os.messages.edit.handler(({ context, input: { message, ...words } }) => context.console.messages.edit(message, words, personOf(context))),
  write: os.messages.write.handler(({ context, input: { to, ...words } }) => ({ message: context.console.messages.write(to, words, personOf(context)) })),
  withdraw: os.messages.withdraw.handler(({ context, input: { message, reason } }) => context.console.messages.withdraw(message, { who: personOf(context), why: reason })),
  test: os.messages.test.handler(({ context, input: { channel, to } }) => ({ message: context.console.messages.test(channel, to, personOf(context)) })),
}
