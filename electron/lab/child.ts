/** The child's end of the bond with the process that started the lab: Node's, or Electron's main process. */

export type Ready = Readonly<Record<string, string>>

/**
 * The configuration that the parent gave; in the environment, since argv is readable by every user of the machine.
 * From here on this process ends when its parent does, however that goes.
 */
export const childConfig = <T>(): T => {
  const given = process.env['LAB_CONFIG']
  if (given === undefined || (process.send === undefined && process.parentPort === undefined))
    throw new Error('no parent: the lab starts this program, it is not started by hand')
  delete process.env['LAB_CONFIG']
  process.on('disconnect', () => process.exit(0))
  // A Ctrl+C reaches the whole group: the parent decides when its children stop.
  process.on('SIGINT', () => undefined)
  return JSON.parse(given) as T
}

/** Tells the parent the addresses. */
export const reportReady = (addresses: Ready): void => {
  // Electron's own port: there the main process ends its children with the engine, and there is no channel to lose.
  if (process.parentPort === undefined) process.send?.({ ready: addresses })
  else process.parentPort.postMessage({ ready: addresses })
}
