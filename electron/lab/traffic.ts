/** Where the lab's users are, and how they are sent back for the next drill. */
import { environments } from '../../shared/metrics.ts'
import type { BalancerReport } from './balancer-state.ts'
import { call } from './call.ts'
import type { LabAddresses } from './lab.ts'
import type { MovedSession } from './sessions.ts'
import type { UsersReport } from './users.ts'

export const readUsers = (addresses: LabAddresses): Promise<UsersReport> => call(`${addresses.users}/state`)

export const readBalancer = (addresses: LabAddresses): Promise<BalancerReport> =>
  call(`${addresses.control}/state`, { token: addresses.adminToken })

/**
 * Pilots to green by flag, all others by weight to blue, nothing drained: how a lab begins.
 * Bears the last driver's fencing number. Throws LabError.
 */
export const sendPilotsToGreen = async (addresses: LabAddresses, pilots: readonly string[]): Promise<void> => {
  const { fencing } = await readBalancer(addresses)
  const write = (path: string, body: unknown): Promise<unknown> =>
    call(`${addresses.control}${path}`, { method: 'PUT', token: addresses.adminToken, fencing, body })
  for (const environment of environments) await write('/drain', { environment, on: false })
  await write('/weights', { blue: 100, green: 0 })
  await write('/flags', { clear: 'all' })
  await write('/flags', { set: Object.fromEntries(pilots.map((user) => [user, 'green'])) })
}

/** Makes the lab ready for another drill: the pilots and their sessions go back to green. Faults stay as they are. */
export const resetTraffic = async (addresses: LabAddresses): Promise<void> => {
  const { users } = await readUsers(addresses)
  const pilots = users.filter(({ cohort }) => cohort === 'pilot').map(({ user }) => user)
  const token = addresses.adminToken
  await sendPilotsToGreen(addresses, pilots)
  const sessions = await call<readonly MovedSession[]>(`${addresses.blue}/admin/sessions`, { token })
  await call(`${addresses.green}/admin/sessions`, {
    method: 'PUT', token, body: sessions.filter(({ user }) => pilots.includes(user)),
  })
}
