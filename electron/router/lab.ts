/** The practice environment. */
import { readFaults, setFault } from '../lab/faults.ts'
import { readUsers, resetTraffic } from '../lab/traffic.ts'
import { conflict, notFound, os, personOf, type CallContext } from './base.ts'

const practiceOf = ({ console }: CallContext) => {
  if (console.lab === undefined) throw notFound('this plan names real systems: it has no practice environment')
  return console.lab
}

export const lab = {
  status: os.lab.status.handler(async ({ context: { console } }) => {
    if (console.lab === undefined) return null
    const { addresses } = console.lab
    const [faults, { users }] = await Promise.all([readFaults(addresses), readUsers(addresses)])
    return {
      faults,
      users: users.map(({ user, profile, cohort, environment, requests, failures, sessionsLost }) => ({
        user, profile, pilot: cohort === 'pilot', requests, failures, sessionsLost, ...(environment && { environment }),
      })),
    }
  }),
  fault: os.lab.fault.handler(async ({ context, input }) => {
    await setFault(practiceOf(context).addresses, input)
    const { name, environment, on } = input
    context.console.journal.append({ kind: 'lab.fault', who: personOf(context), environment, data: { fault: name, on } })
  }),
  reset: os.lab.reset.handler(async ({ context }) => {
    const practice = practiceOf(context)
    if (context.console.activeRun()) throw conflict('a rollback is running: the next drill can begin after it')
    if (context.console.runner.forward.active()) throw conflict('users are being sent on: stop that first')
    // First on the record: the drift watch would take it for someone else's doing.
    context.console.journal.append({ kind: 'routing.changed', who: personOf(context), data: { from: 'as the last run left it', to: 'pilot users on green' } })
    await resetTraffic(practice.addresses)
  }),
}
