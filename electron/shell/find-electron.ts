import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** Electron's executable below its package, or undefined where it was never fetched. Asking the package itself would fetch it. */
export function electronBinary(packageDir: string, env: Env): string | undefined {
  const pathFile = join(packageDir, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const file = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageDir, 'dist'), readFileSync(pathFile, 'utf8'))
  return existsSync(file) ? file : undefined
}

/** Whether the place that Electron is fetched from answers at all within five seconds. */
export async function electronReachable(env: Env): Promise<boolean> {
  const mirror = env['ELECTRON_MIRROR'] ?? env['npm_config_electron_mirror'] ?? 'https://github.com/electron/electron/releases/'
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    return true
  } catch {
    return false
  }
}

/**
 * Electron's executable, fetched by the package's own script if need be and if that can be reached.
 * @param say takes one line for people
 * @returns the executable, or why there is none
 */
export async function findElectron(options: {
  readonly packageDir: string
  readonly env: Env
  readonly reachable: () => Promise<boolean>
  readonly say: (line: string) => void
}): Promise<{ readonly file: string } | { readonly missing: string }> {
  const { packageDir, env, reachable, say } = options
  const there = electronBinary(packageDir, env)
  if (there !== undefined) return { file: there }
  const script = join(packageDir, 'install.js')
  if (!existsSync(script)) return { missing: 'its package is not installed' }
  if (!(await reachable())) return { missing: 'its binary is not here and can not be fetched now' }
  say('Fetching Electron, once …')
  const child = spawn(process.execPath, [script], { stdio: 'ignore', env })
  const [code] = (await once(child, 'exit')) as [number | null]
  const file = electronBinary(packageDir, env)
  return file === undefined ? { missing: `fetching its binary failed (exit code ${code})` } : { file }
}
