import { expect, test } from 'vitest'
import { readStartOptions } from '../../../../electron/shell/start-options.ts'

test('without options: a window, a free port, the built-in plan', () => {
  expect(readStartOptions([])).toEqual({ headless: false, open: true, json: false, wall: false, port: 0 })
})

test('all options', () => {
  expect(readStartOptions(['--plan', 'my.yaml', '--headless', '--port', '4815', '--home', '/tmp/h', '--no-open', '--json'])).toEqual({
    plan: 'my.yaml', home: '/tmp/h', headless: true, open: false, json: true, wall: false, port: 4815,
  })
  expect(readStartOptions(['--wall', '--kiosk', 'http://10.0.0.7:4820/?token=t'])).toMatchObject({ wall: true, kiosk: 'http://10.0.0.7:4820/?token=t' })
})

test('help goes before the rest', () => {
  expect(readStartOptions(['--headless', '--help'])).toBe('help')
})

test.each([
  [['--prot', '1'], "Unknown option '--prot'"], [['--port', '65536'], '--port 65536'], [['--port', 'http'], '--port http'], [['--port=-1'], '--port -1'],
  [['--kiosk', 'room'], '--kiosk room'], [['--kiosk', 'file:///etc/passwd'], '--kiosk file'], [['--plan'], '--plan'], [['my.yaml'], 'my.yaml'], [['--headless=yes'], '--headless'],
])('%j is refused and named', (args, text) => {
  expect(readStartOptions(args)).toEqual({ wrong: expect.stringContaining(text) })
})
