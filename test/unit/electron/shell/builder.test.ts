import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

type Configuration = {
  readonly electronFuses: Readonly<Record<string, boolean>>
  readonly linux: { readonly icon: string; readonly target: readonly string[] }
  readonly mac: { readonly icon: string; readonly target: readonly string[] }
  readonly win: { readonly icon: string; readonly target: readonly string[] }
  readonly files: readonly { readonly filter: readonly string[] }[]
}
const root = resolve(import.meta.dirname, '../../../..')
// electron-builder's own reader and check; it gives no types for these.
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))('app-builder-lib/out/util/config/config') as {
  readonly getConfig: (root: string, file: string, config: null) => Promise<Configuration>
  readonly validateConfiguration: (config: object, debug: object) => Promise<void>
}
const config = await builder.getConfig(root, 'build/electron-builder.json5', null)
const check = (given: object): Promise<void> => builder.validateConfiguration(given, { isEnabled: false })

describe('the packages', () => {
  test('are made by a configuration that electron-builder takes', async () => {
    await expect(check(config)).resolves.toBeUndefined()
    await expect(check({ ...config, aser: true })).rejects.toThrow(/aser/)
  })

  test('are AppImage, deb, dmg and nsis', () => {
    expect([...config.linux.target, ...config.mac.target, ...config.win.target]).toEqual(['AppImage', 'deb', 'dmg', 'nsis'])
  })

  test('have the fuses set as trust asks', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false, enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true, onlyLoadAppFromAsar: true, grantFileProtocolExtraPrivileges: false,
    })
  })

  test('hold what the shell opens by path', () => {
    const main = readFileSync(resolve(root, 'electron/main.ts'), 'utf8')
    const opened = [...main.matchAll(/inApp\('([^']+)'\)/g)].map(([, path]) => path ?? '')
    expect(opened.length).toBeGreaterThan(3)
    const globs = config.files.flatMap(({ filter }) => filter)
    const holds = (path: string): boolean => globs.some((glob) => glob === path || path.startsWith(glob.replace('**', '')) || `${path}/**` === glob)
    expect(opened.filter((path) => !holds(path))).toEqual([])
  })

  test.each(['linux', 'mac', 'win'] as const)('have an icon on %s that is a PNG of 256 or more', (platform) => {
    const file = resolve(root, config[platform].icon)
    expect(existsSync(file)).toBe(true)
    const image = readFileSync(file)
    expect(image.subarray(1, 4).toString()).toBe('PNG')
    expect(image.readUInt32BE(16)).toBeGreaterThanOrEqual(256)
  })
})
