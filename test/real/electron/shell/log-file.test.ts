import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogFile, type LogFile } from '../../../../electron/shell/log-file.ts'

let folder: string
let failures: unknown[]
let file: LogFile
const open = (dir = join(folder, 'logs')): LogFile => openLogFile({ dir, size: 100, files: 3, onFailure: (error) => failures.push(error) })
const line = (number: number): string => `${String(number).padStart(39, '0')}\n`

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fifteen-log-'))
  failures = []
  file = open()
})
afterEach(() => {
  file.stop()
  rmSync(folder, { recursive: true })
})

test('a line is on the disk when write returns, and only its owner may read it', () => {
  file.write(line(1))
  expect(readFileSync(join(folder, 'logs/fifteen.log'), 'utf8')).toBe(line(1))
  expect(statSync(join(folder, 'logs/fifteen.log')).mode & 0o077).toBe(0)
})

test('full files make room, the oldest goes, and none is larger than its size', () => {
  for (let number = 0; number < 9; number++) file.write(line(number))
  expect(readdirSync(join(folder, 'logs')).toSorted()).toEqual(['fifteen.1.log', 'fifteen.2.log', 'fifteen.log'])
  expect(readFileSync(join(folder, 'logs/fifteen.log'), 'utf8')).toBe(line(8))
  expect(readFileSync(join(folder, 'logs/fifteen.2.log'), 'utf8')).toBe(line(4) + line(5))
  expect(failures).toEqual([])
})

test('a new start goes on in the file that is there', () => {
  file.write(line(1))
  file.stop()
  file = open()
  file.write(line(2))
  file.write(line(3))
  expect(readFileSync(join(folder, 'logs/fifteen.1.log'), 'utf8')).toBe(line(1) + line(2))
})

test('a folder that can not be made is told once, and the line after it is mended is written', () => {
  const blocked = join(folder, 'blocked')
  writeFileSync(blocked, '')
  const log = open(join(blocked, 'logs'))
  log.write(line(1))
  log.write(line(2))
  expect(failures).toHaveLength(1)
  rmSync(blocked)
  log.write(line(3))
  expect(readFileSync(join(blocked, 'logs/fifteen.log'), 'utf8')).toBe(line(3))
  log.stop()
})
