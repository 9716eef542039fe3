/** The whole contract with answers of a line each, for tests of what carries it. */
import type { AnyContractProcedure } from '@orpc/contract'
import { implement, ORPCError, traverseContractProcedures, type Router } from '@orpc/server'
import type { CallContext } from '../../../../electron/router.ts'
import { contract, type Access, type Contract } from '../../../../shared/contract.ts'

export type Stub = { readonly router: Router<Contract, CallContext>; readonly openStreams: () => number; readonly made: () => number; readonly calls: string[] }

export function stubRouter(): Stub {
  let open = 0
  let made = 0
  const calls: string[] = []
  /** Two numbers, then nothing until it is let go. */
  async function* numbers(signal: AbortSignal | undefined) {
    open += 1
    try {
      yield { number: 0 }
      yield { number: 1 }
      await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }))
    } finally {
      open -= 1
    }
  }
  async function* endless() {
    const text = 'x'.repeat(65_536)
    for (;;) {
      made += 1
      yield { text }
    }
  }
  const built: Record<string, Record<string, unknown>> = {}
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const name = path.join('.')
    const [group = '', own = ''] = path
    const handler = implement(procedure as AnyContractProcedure).$context<CallContext>().handler(({ context, input, signal }) => {
      calls.push(name)
      const { role } = procedure['~orpc'].meta as Access
      if (role === 'operator' && context.role !== 'operator') throw new ORPCError('FORBIDDEN')
      if (name === 'session.me') return { name: context.me.name, role: context.role }
      if (name === 'rollback.press') throw new ORPCError('CONFLICT', { message: 'a run is open' })
      if (name === 'lab.status') throw new Error('secret detail of the machine')
      if (name === 'state.changes' || name === 'live.frames') return numbers(signal)
      if (name === 'rollback.progress') return endless()
      return { name, input }
    })
    built[group] = { ...built[group], [own]: handler }
  })
  return { router: built as unknown as Router<Contract, CallContext>, openStreams: () => open, made: () => made, calls }
}
