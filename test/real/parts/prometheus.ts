/** A private Prometheus server that scrapes what it is told to, every second. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startPart, type Part } from './process.ts'

export type PrometheusServer = Part & { readonly port: number; readonly base: string; readonly remove: () => Promise<void> }

/** @param jobs addresses (`127.0.0.1:9100`) by job name */
export async function startPrometheus(jobs: Readonly<Record<string, readonly string[]>>): Promise<PrometheusServer> {
  const dir = await mkdtemp(join(tmpdir(), 'fifteen-prometheus-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const config = join(dir, 'prometheus.yml')
  await writeFile(config, JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '900ms' },
    scrape_configs: Object.entries(jobs).map(([job_name, targets]) => ({ job_name, static_configs: [{ targets }] })),
  }))
  const part = await startPart({
    program: 'prometheus',
    args: [`--config.file=${config}`, `--storage.tsdb.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`],
    log: join(dir, 'log'),
    isUp: () => fetch(`${base}/-/ready`).then(({ ok }) => ok, () => false),
  })
  return {
    ...part, port, base,
    remove: async () => {
      await part.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
