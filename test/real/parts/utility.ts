/** Makes a Node process look like a utility process of Electron to the program in it: a port in place of Node's own channel. */
const shim = `
  import { EventEmitter } from 'node:events'
  const port = new EventEmitter()
  const send = process.send.bind(process)
  process.on('message', (data) => port.emit('message', { data, ports: [] }))
  process.send = undefined
  process.parentPort = Object.assign(port, { postMessage: (message) => send(message) })
`

/** For Node's `--import`. */
export const asUtility = `data:text/javascript,${encodeURIComponent(shim)}`
