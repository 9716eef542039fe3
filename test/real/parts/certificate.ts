/** Certificates of a test's own, by openssl. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type Certificate = { readonly key: string; readonly cert: string }

/** Signed by itself, so trusted by nobody who is not given it. @param host a name, or an address */
export async function makeCertificate(host: string): Promise<Certificate> {
  const dir = await mkdtemp(join(tmpdir(), 'fifteen-certificate-'))
  try {
    const name = /^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`
    await promisify(execFile)('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key', '-out', 'cert',
      '-subj', '/CN=test', '-addext', `subjectAltName=${name}`, '-days', '2',
    ], { cwd: dir })
    const [key, cert] = await Promise.all(['key', 'cert'].map((file) => readFile(join(dir, file), 'utf8')))
    return { key: key ?? '', cert: cert ?? '' }
  } finally {
    await rm(dir, { recursive: true })
  }
}
