import { expect, test } from 'vitest'
import { readOptions } from '../../../../electron/cli/options.ts'
import { commandNames, helpOf } from '../../../../electron/cli/usage.ts'

test.each([
  [['status'], { command: 'status', json: false, wait: false, within: 60_000 }],
  [['status', '--wait', 'ready', '--within', '2m', '--json', '--home', '/h', '--plan', 'p.yaml'], { command: 'status', json: true, wait: true, within: 120_000, home: '/h', plan: 'p.yaml' }],
  [['rollback', '--reason', '  green is down '], { command: 'rollback', json: false, reason: 'green is down', trigger: 'button', yes: false }],
  [['rollback', '--reason=green is down', '--trigger', 'business', '--yes'], { command: 'rollback', json: false, reason: 'green is down', trigger: 'business', yes: true }],
  [['bench'], { command: 'bench', json: false, reason: 'asked for on the command line', yes: false }],
  [['bench', 'rows', '--reason', 'new build', '--yes'], { command: 'bench', json: false, name: 'rows', reason: 'new build', yes: true }],
  [['forward', '--reason', 'mended'], { command: 'forward', json: false, ramp: 'forward', reason: 'mended', yes: false }],
  [['forward', '--reason', 'mended', '--ramp', 'pilots', '--from', 'half', '--yes'], { command: 'forward', json: false, ramp: 'pilots', from: 'half', reason: 'mended', yes: true }],
  [['forward', '--do', 'next'], { command: 'forward', json: false, ramp: 'forward', reason: 'let go on the command line', yes: false, act: 'next' }],
  [['forward', '--do', 'stop', '--reason', 'lunch'], { command: 'forward', json: false, ramp: 'forward', reason: 'lunch', yes: false, act: 'stop' }],
  [['checkpoint'], { command: 'checkpoint', json: false, action: 'list', reason: 'asked for on the command line' }],
  [['checkpoint', 'take', '--reason', 'before the import', '--json'], { command: 'checkpoint', json: true, action: 'take', reason: 'before the import' }],
  [['drill'], { command: 'drill', json: false, fault: 'none' }],
  [['drill', '--fault', 'errors'], { command: 'drill', json: false, fault: 'errors' }],
  [['verify', '--json'], { command: 'verify', json: true }], [['verify', 'i-1.fifteen'], { command: 'verify', file: 'i-1.fifteen', json: false }],
])('%j is read', (args, options) => {
  expect(readOptions(args)).toEqual(options)
})

test.each([
  [[], 'No command'], [['stauts'], 'no command stauts: status, bench, checkpoint, rollback, forward, drill, verify'], [['--json'], 'no command --json'],
  [['status', '--wait', 'long'], '--wait long'], [['status', '--within', 'soon'], '--within soon'], [['status', 'now'], 'now'], [['status', '--reason', 'x'], '--reason'],
  [['rollback'], '--reason TEXT'], [['rollback', '--reason', 'no'], '3 to 500'], [['rollback', '--reason', 'x'.repeat(501)], '3 to 500'], [['rollback', '--reason'], '--reason'],
  [['bench', 'rows', 'users'], 'One benchmark at a time'], [['bench', '--reason', 'no'], '3 to 500'], [['forward'], '--reason TEXT'], [['forward', '--do', 'back'], '--reason TEXT'], [['forward', '--do', 'up', '--reason', 'because'], '--do up'], [['checkpoint', 'drop'], 'checkpoint drop: expected list or take'], [['checkpoint', 'list', 'take'], 'one of list and take'], [['drill', '--fault', 'fire'], '--fault fire'], [['verify', '--plan', 'x'], '--plan'], [['verify', 'a.fifteen', 'b.fifteen'], 'One bundle at a time'], [['drill', '--json=yes'], '--json'],
])('%j is refused and named', (args, text) => {
  expect(readOptions(args)).toMatchObject({ wrong: expect.stringContaining(text) })
})

test.each(commandNames)('%s --help goes before the rest, and tells every option that there is', (command) => {
  expect(readOptions([command, '--json', '--help'])).toEqual({ help: command })
  const told = new Set(helpOf(command).match(/--[a-z]+/g))
  const known = ['home', 'plan', 'json', 'help', 'wait', 'within', 'reason', 'trigger', 'yes', 'fault', 'ramp', 'from', 'do'].filter((name) => {
    const read = readOptions([command, '--reason', 'because', `--${name}`, 'x'])
    return !('wrong' in read && read.wrong.includes(`Unknown option '--${name}'`))
  })
  // A command without --reason stumbles over that one first.
  if (command === 'rollback') expect(known.every((name) => told.has(`--${name}`))).toBe(true)
  expect(helpOf(command)).toContain('Exit codes:')
})
