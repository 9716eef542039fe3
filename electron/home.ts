import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where the console keeps its journal, series and logs: FIFTEEN_HOME, or the platform's own place for
 * an application's data.
 */
export function homeOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  user: string = homedir(),
): string {
  if (env['FIFTEEN_HOME']) return env['FIFTEEN_HOME']
  if (platform === 'win32') return join(env['APPDATA'] || join(user, 'AppData', 'Roaming'), 'Fifteen')
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', 'Fifteen')
  return join(env['XDG_DATA_HOME'] || join(user, '.local', 'share'), 'fifteen')
}
