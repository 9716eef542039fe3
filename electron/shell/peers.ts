/** What one address may take of a server that others use too, so that a flood from there locks nobody else out. */
import type { Socket } from 'node:net'
import type { Clock } from '../../shared/clock.ts'
import { createBucket } from './limits.ts'

/** Addresses whose rate is remembered; those beyond share what the oldest leaves. */
const remembered = 256

export type Peers = {
  /** Counts a connection until it closes; one too many is cut off. */
  readonly connected: (socket: Socket) => void
  /** Takes one request of this address; false: too many. */
  readonly admit: (address: string | undefined) => boolean
}

export function createPeers({ clock, connections, perSecond, burst }: { readonly clock: Clock; readonly connections: number; readonly perSecond: number; readonly burst: number }): Peers {
  const open = new Map<string, number>()
  const buckets = new Map<string, () => boolean>()
  return {
    connected: (socket) => {
      const address = socket.remoteAddress ?? ''
      const count = (open.get(address) ?? 0) + 1
      open.set(address, count)
      socket.once('close', () => {
        const left = (open.get(address) ?? 1) - 1
        if (left <= 0) open.delete(address)
        else open.set(address, left)
      })
      if (count > connections) socket.destroy()
    },
    admit: (address = '') => {
      const bucket = buckets.get(address) ?? createBucket(clock, perSecond, burst)
      // Last used, last in line.
      buckets.delete(address)
      buckets.set(address, bucket)
      for (const oldest of buckets.keys()) {
        if (buckets.size <= remembered) break
        buckets.delete(oldest)
      }
      return bucket()
    },
  }
}
