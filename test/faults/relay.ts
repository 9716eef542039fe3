/** Passes each TCP connection on to a socket file, or the other way round; says `up` once it listens. Arguments: pairs of from and to, each a port of `host:port` or a path. */
import { connect, createServer, type Socket } from 'node:net'

const place = (at: string): { readonly path: string } | { readonly host: string; readonly port: number } =>
  at.startsWith('/') ? { path: at } : { host: at.slice(0, at.lastIndexOf(':')), port: Number(at.slice(at.lastIndexOf(':') + 1)) }

const args = process.argv.slice(2)
for (let at = 0; at < args.length; at += 2) {
  const [from = '', to = ''] = args.slice(at, at + 2)
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream: Socket = connect({ ...place(to), allowHalfOpen: true })
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
    client.pipe(upstream)
    upstream.pipe(client)
  })
  server.listen(place(from), () => process.stdout.write('up\n'))
}
