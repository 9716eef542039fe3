import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { figuresOf, readStat, unanswered } from '../../../../electron/connect/haproxy-stat.ts'
import { HaproxyTextError, readInfo, readMap, readMapFile, readServerStates, readSessions, readStickTable, readWorkers, writeMapFile, writeServerStates } from '../../../../electron/connect/haproxy-text.ts'

/** As HAProxy 2.6.12 gave them. */
const states = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port
3 split 1 blue 127.0.0.1 0 0 100 100 1 8 2 0 6 0 0 0 - 19081 - 0 0 - - 0
3 split 2 green 127.0.0.1 2 8 256 0 0 6 3 4 6 0 0 0 - 19082 - 0 0 - - 0
`
const info = 'Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nPid: 14857\nStart_time_sec: 1795571511\nnode: testnode\ndescription: uuid-1234\nStopping: 0\n'
const stat = `# pxname,svname,qcur,scur,econ,eresp,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,last_chk,qtime,rtime,
split,blue,1,2,0,0,0,90,0,0,10,0,"refused, twice",4,20,
split,green,0,0,3,1,0,0,0,0,0,0,,0,0,
split,BACKEND,0,2,0,0,0,90,0,0,15,0,,4,20,
blue,blue,0,1,0,0,0,100,0,0,0,0,,0,40,
blue,BACKEND,0,1,0,0,0,100,0,0,0,0,,0,40,
`
const workers = `#<PID>          <type>          <reloads>       <uptime>        <version>      
17657           master          1 [failed: 0]   0d00h00m09s     2.6.12-1+deb12u4
# workers
17756           worker          0               0d00h00m01s     2.6.12-1+deb12u4
# old workers
17660           worker          1               0d00h00m08s     2.6.12-1+deb12u4
# programs

`

describe('HAProxy says', () => {
  it('who it is', () => {
    expect(readInfo(info)).toEqual({ name: 'HAProxy', version: '2.6.12-1+deb12u4', node: 'testnode', description: 'uuid-1234', pid: 14_857, started: 1_795_571_511, stopping: false })
  })
  it('where its servers are, and whether they are up, drained or weighted', () => {
    const { servers } = readServerStates(states)
    expect(servers.get('split/blue')).toMatchObject({ up: false, drained: false, weight: 100, address: '127.0.0.1', port: 19_081, id: 1 })
    expect(servers.get('split/green')).toMatchObject({ up: true, drained: true, weight: 256 })
  })
  it('what it counted, by environment', () => {
    const rows = readStat(stat)
    expect(figuresOf(rows, new Set(['split/blue', 'blue/blue']))).toEqual({ sessions: 3, queued: 1, answers: 200, serverErrors: 10, failures: 0, queueSeconds: 0.002, responseSeconds: 0.03 })
    expect(figuresOf(rows, new Set(['split/green']))).toEqual({ sessions: 0, queued: 0, answers: 0, serverErrors: 0, failures: 4 })
    expect(unanswered(rows, new Set(['split', 'blue']))).toBe(5)
  })
  it('which workers are left of before', () => {
    expect(readWorkers(workers)).toEqual([{ pid: 17_756, old: false, uptime: '0d00h00m01s' }, { pid: 17_660, old: true, uptime: '0d00h00m08s' }])
  })
  it('whose sessions are open, and who sticks to what', () => {
    const text = '0x56: proto=sockpair src=unix:3 fe=GLOBAL be=<NONE> srv=<none> ts=00\n0x7f: proto=tcpv4 src=127.0.0.1:42716 fe=in be=green srv=green ts=00\n'
    expect(readSessions(text, new Set(['green/green']))).toEqual(['0x7f'])
    expect(readStickTable('# table: split, type: string, size:10240, used:2\n0x1: key=ann use=0 exp=59 server_id=2 server_key=green\n0x2: key=bob use=0 exp=59 server_id=2 server_key=green\n')).toEqual(new Map([[2, 2]]))
  })
})

describe('a server-state file', () => {
  it('keeps everything but that a server was down', () => {
    const { servers } = readServerStates(writeServerStates(readServerStates(states)))
    expect(servers.get('split/blue')).toMatchObject({ up: true, weight: 100, port: 19_081 })
    expect(servers.get('split/green')?.row).toEqual(readServerStates(states).servers.get('split/green')?.row)
  })
})

describe('a map file', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(fc.array(fc.record({ key: fc.stringMatching(/^[a-z@.-]{1,20}$/), value: fc.constantFrom('blue', 'green') })), (entries) => {
      expect(readMapFile(writeMapFile(entries))).toEqual(entries)
    }))
  })
  it('may hold comments, blanks and entries of others', () => {
    expect(readMapFile('# by hand\n\n  ann   green \nbob canary one\n')).toEqual([{ key: 'ann', value: 'green' }, { key: 'bob', value: 'canary one' }])
  })
})

describe('nonsense', () => {
  const readers = { readInfo, readServerStates, readMap, readStat, readWorkers, readStickTable } as const
  it.each(Object.entries(readers))('is either read or named by %s, never a crash of another kind', (_, read) => {
    const sample = fc.constantFrom(info, states, stat, workers, '0x1 a b\n')
    const damaged = fc.tuple(sample, fc.nat(), fc.string()).map(([text, at, put]) => text.slice(0, at % text.length) + put)
    fc.assert(fc.property(fc.oneof(fc.string(), damaged), (text) => {
      try {
        read(text)
      } catch (error) {
        expect(error).toBeInstanceOf(HaproxyTextError)
      }
    }), { numRuns: 300 })
  })
  it.each([
    ['a cut row of states', () => readServerStates(states.slice(0, -40))],
    ['a cut row of statistics', () => readStat(stat.slice(0, -30))],
    ['a number that is none', () => readServerStates(states.replace(' 100 100 ', ' x 100 '))],
    ['statistics without a column', () => readStat('# pxname,svname\na,b\n')],
    ['another format', () => readServerStates(states.replace('1\n', '2\n'))],
  ])('as %s is refused', (_, read) => {
    expect(read).toThrow(HaproxyTextError)
  })
})
