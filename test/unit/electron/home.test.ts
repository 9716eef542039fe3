import { expect, test } from 'vitest'
import { homeOf } from '../../../electron/home.ts'

test.each([
  ['FIFTEEN_HOME goes before all', { FIFTEEN_HOME: '/srv/fifteen', XDG_DATA_HOME: '/x' }, 'linux', '/srv/fifteen'],
  ['XDG', { XDG_DATA_HOME: '/x' }, 'linux', '/x/fifteen'],
  ['Linux without XDG', {}, 'linux', '/home/ada/.local/share/fifteen'],
  ['an empty variable is none', { FIFTEEN_HOME: '', XDG_DATA_HOME: '' }, 'linux', '/home/ada/.local/share/fifteen'],
  ['macOS', {}, 'darwin', '/home/ada/Library/Application Support/Fifteen'],
  ['Windows', { APPDATA: '/roaming' }, 'win32', '/roaming/Fifteen'],
] as const)('%s', (_, env, platform, home) => {
  expect(homeOf(env, platform, '/home/ada')).toBe(home)
})
