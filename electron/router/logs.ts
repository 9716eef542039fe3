/** The environments' own logs: what is read, lines of a time, and whether they are whole. */
import { ORPCError } from '@orpc/server'
import { LogsError } from '../logs/logs.ts'
import { os } from './base.ts'

async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof LogsError) throw new ORPCError('UNAVAILABLE', { message: error.message, status: 503 })
    throw error
  }
}

export const logs = {
  sources: os.logs.sources.handler(({ context }) => context.console.logs().sources()),
  lines: os.logs.lines.handler(({ context, input: { sources, environment, levels, ...rest }, signal }) =>
    answered(() => context.console.logs().lines({ ...rest, ...(sources && { sources }), ...(environment && { environment }), ...(levels && { levels }) }, signal))),
  verify: os.logs.verify.handler(({ context }) => answered(() => context.console.logs().verify())),
}
