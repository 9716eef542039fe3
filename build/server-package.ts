/**
 * `npm run package:server`: the console for a Debian machine without a screen, as dist/packages/fifteen-server_VERSION_ARCH.deb.
 * It needs nothing from the network: Node is the one of node_modules, and dpkg-deb makes the package.
 *
 *     node build/server-package.ts [--dist DIR] [--out DIR] [--compression xz|zstd|gzip|none]
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { arch, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = resolve(import.meta.dirname, '..')
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }
const compressions = ['xz', 'zstd', 'gzip', 'none'] as const

export type ServerPackage = { readonly file: string; readonly bytes: number }

type Manifest = { readonly version: string; readonly description: string; readonly license: string }

function control({ version, description }: Manifest, architecture: string, kilobytes: number): string {
  return [
    'Package: fifteen-server', `Version: ${version}`, `Architecture: ${architecture}`, 'Maintainer: Fifteen', `Installed-Size: ${kilobytes}`,
    'Depends: libc6 (>= 2.28), libstdc++6, libgcc-s1, adduser, systemd', 'Recommends: mariadb-client', 'Section: admin', 'Priority: optional',
    `Description: ${description.replace(/\.$/, '')}`, ' The console of a staged blue-green deployment for a machine without a screen, as a', ' service that a shared wall and operators look at.', '',
  ].join('\n')
}

const bytesOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0), 0)

/**
 * @param dist folder of the built console: shell, renderer, shared
 * @param out folder of the package
 * @throws Error where something is not built, or dpkg-deb fails
 */
export function makeServerPackage({ dist, out, compression }: { readonly dist: string; readonly out: string; readonly compression: (typeof compressions)[number] }): ServerPackage {
  const needed = ['shell/server.js', 'shell/cli.js', 'renderer/index.html', 'shared/plans/tbs.yaml']
  const missing = needed.filter((file) => !existsSync(join(dist, file)))
  if (missing.length > 0) throw new Error(`${missing.join(', ')} is not in ${dist}. Build it: npm run build.`)
  const architecture = architectures[arch()]
  if (architecture === undefined) throw new Error(`There is no package for ${arch()}: only for ${Object.keys(architectures).join(' and ')}.`)
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  const stage = mkdtempSync(join(tmpdir(), 'fifteen-server-'))
  try {
    const put = (from: string, to: string, mode = 0o644): void => {
      mkdirSync(dirname(join(stage, to)), { recursive: true })
      cpSync(from, join(stage, to), { recursive: true, dereference: true, filter: (file) => !file.endsWith('.map') })
      if (statSync(from).isFile()) chmodSync(join(stage, to), mode)
    }
    const write = (to: string, text: string): void => {
      mkdirSync(dirname(join(stage, to)), { recursive: true })
      writeFileSync(join(stage, to), text, { mode: 0o644 })
    }
    const lib = 'usr/lib/fifteen'
    put(join(root, 'node_modules/node/bin/node'), `${lib}/node`, 0o755)
    // What only Electron or `npm start` starts stays out.
    for (const name of readdirSync(join(dist, 'shell'))) if (!/^local\.js$|\.(?:cjs|map)$/.test(name)) put(join(dist, 'shell', name), `${lib}/dist/shell/${name}`)
    put(join(dist, 'renderer'), `${lib}/dist/renderer`)
    put(join(dist, 'shared'), `${lib}/dist/shared`)
    const sqlite = 'node_modules/better-sqlite3'
    for (const name of ['package.json', 'LICENSE', 'lib', `prebuilds/linux-${arch()}.node`]) put(join(root, sqlite, name), `${lib}/${sqlite}/${name}`)
    write(`${lib}/package.json`, `${JSON.stringify({ name: 'fifteen', version: manifest.version, type: 'module', private: true })}\n`)
    const server = (name: string): string => join(root, 'build/server', name)
    put(server('fifteen-server.service'), 'usr/lib/systemd/system/fifteen-server.service')
    put(server('default'), 'etc/default/fifteen-server')
    put(server('fifteen-server'), 'usr/bin/fifteen-server', 0o755)
    put(server('fifteen'), 'usr/bin/fifteen', 0o755)
    put(join(root, 'docs/packaging.md'), 'usr/share/doc/fifteen-server/packaging.md')
    write('usr/share/doc/fifteen-server/copyright', `Fifteen: ${manifest.license}. Node: MIT and others, see its LICENSE. better-sqlite3: MIT.\n`)
    write('DEBIAN/control', control(manifest, architecture, Math.ceil(bytesOf(stage) / 1024)))
    write('DEBIAN/conffiles', '/etc/default/fifteen-server\n')
    for (const name of ['postinst', 'prerm', 'postrm']) put(server(name), `DEBIAN/${name}`, 0o755)
    // Whatever this user's mask is: dpkg gives folders that are there the package's modes, the root folder among them.
    for (const entry of readdirSync(stage, { recursive: true, withFileTypes: true })) if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755)
    chmodSync(stage, 0o755)
    mkdirSync(out, { recursive: true })
    const file = join(out, `fifteen-server_${manifest.version}_${architecture}.deb`)
    const made = spawnSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, ...(compression === 'zstd' || compression === 'gzip' ? ['-z1'] : []), '--build', stage, file], { encoding: 'utf8' })
    if (made.error !== undefined || made.status !== 0) throw new Error(`dpkg-deb failed: ${made.error?.message ?? made.stderr.trim()}. It is in Debian's package dpkg.`)
    return { file, bytes: statSync(file).size }
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dist: { type: 'string', default: join(root, 'dist') }, out: { type: 'string', default: join(root, 'dist/packages') }, compression: { type: 'string', default: 'xz' } } })
  const compression = compressions.find((one) => one === values.compression)
  if (compression === undefined) throw new Error(`--compression ${values.compression}: expected ${compressions.join(', ')}`)
  const { file, bytes } = makeServerPackage({ dist: resolve(values.dist), out: resolve(values.out), compression })
  process.stdout.write(`${file}: ${(bytes / 1e6).toFixed(1)} MB\n`)
}
