/** A private node-exporter of Debian's package. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startPart, type Part } from './process.ts'

export type NodeExporter = Part & { readonly port: number; readonly instance: string; readonly remove: () => Promise<void> }

export async function startNodeExporter(): Promise<NodeExporter> {
  const dir = await mkdtemp(join(tmpdir(), 'fifteen-node-exporter-'))
  const port = await freePort()
  const part = await startPart({
    program: 'prometheus-node-exporter',
    args: [`--web.listen-address=127.0.0.1:${port}`],
    log: join(dir, 'log'),
    isUp: () => fetch(`http://127.0.0.1:${port}/metrics`).then(({ ok }) => ok, () => false),
  })
  return {
    ...part, port, instance: `127.0.0.1:${port}`,
    remove: async () => {
      await part.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
