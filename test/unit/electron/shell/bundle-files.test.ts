import { expect, test } from 'vitest'
import { bundleIn } from '../../../../electron/shell/bundle-files.ts'
import { readStartOptions } from '../../../../electron/shell/start-options.ts'

test('a bundle among the arguments of a start is found, against the folder of the start', () => {
  expect(bundleIn(['/app', '--home', '/h', 'i-1.fifteen'], '/work')).toBe('/work/i-1.fifteen')
  expect(bundleIn(['/tmp/A.FIFTEEN', '/tmp/b.fifteen'], '/work')).toBe('/tmp/b.fifteen')
  expect(bundleIn(['--load=/tmp/x.fifteen', 'plan.yaml'], '/work')).toBeUndefined()
})

test('npm start takes one bundle and nothing else without a name', () => {
  expect(readStartOptions(['--headless', 'a.fifteen'])).toMatchObject({ headless: true, bundle: 'a.fifteen' })
  expect(readStartOptions(['a.fifteen', 'b.fifteen'])).toEqual({ wrong: 'a.fifteen b.fifteen: expected one bundle, NAME.fifteen' })
  expect(readStartOptions(['plan.yaml'])).toEqual({ wrong: 'plan.yaml: expected one bundle, NAME.fifteen' })
})

test('a file that a Linux desktop hands over as an address is that file; any other address is none', () => {
  expect(bundleIn(['/opt/Fifteen/fifteen', 'file:///home/ada/My%20files/i-1%C3%A9.fifteen'], '/work')).toBe('/home/ada/My files/i-1é.fifteen')
  for (const address of ['file://far/home/i-1.fifteen', 'file:///a%2f..%2fetc/i-1.fifteen', 'file:', 'file:///%zz.fifteen']) expect(() => bundleIn([address], '/work')).not.toThrow()
  expect(bundleIn(['file://far/home/i-1.fifteen'], '/work')).toBe('/work/file:/far/home/i-1.fifteen')
})
