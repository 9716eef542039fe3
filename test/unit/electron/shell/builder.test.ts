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
  readonly fileAssociations: readonly { readonly ext: string; readonly mimeType: string; readonly role: string }[]
  readonly nsis: { readonly perMachine: boolean }
  readonly asarUnpack: readonly string[]
  readonly forceCodeSigning?: boolean
  readonly publish: readonly { readonly provider: string; readonly url: string }[] | null
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

  test('open bundles by a double click, on Windows too', () => {
    expect(config.fileAssociations).toMatchObject([{ ext: 'fifteen', mimeType: 'application/x-fifteen-bundle', role: 'Viewer' }])
    expect(config.nsis.perMachine).toBe(true)
  })

  test('of a release are signed, and tell of updates where the environment says; no key and no address stands in a file', async () => {
    const release = await builder.getConfig(root, 'build/release.json5', null)
    await expect(check(release)).resolves.toBeUndefined()
    expect(release).toMatchObject({ appId: 'dev.fifteen.console', forceCodeSigning: true, mac: { notarize: true, hardenedRuntime: true }, publish: [{ provider: 'generic', url: '${env.FIFTEEN_UPDATES}' }] })
    expect(release.electronFuses).toEqual(config.electronFuses)
    expect(config.publish).toBeNull()
    const texts = ['build/electron-builder.json5', 'build/release.json5'].map((file) => readFileSync(resolve(root, file), 'utf8')).join('\n')
    expect(texts).not.toMatch(/https?:\/\/|BEGIN|password\s*:|certificateFile/i)
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
