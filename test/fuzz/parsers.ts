/** Every parser of what others send: recorded answers and files, changed. Those that read a text or bytes and nothing else. */
import fc from 'fast-check'
import { createAnswerReader } from '../../electron/bench/http-answer.ts'
import { ConnectError } from '../../electron/connect/connector.ts'
import { createJar } from '../../electron/connect/cookies.ts'
import { figuresOf, readStat, unanswered } from '../../electron/connect/haproxy-stat.ts'
import { HaproxyTextError, readInfo, readMap, readMapFile, readServerStates, readSessions, readStickTable, readWorkers, writeServerStates } from '../../electron/connect/haproxy-text.ts'
import { whyRefused } from '../../electron/connect/heavydb-select.ts'
import { jsonOf } from '../../electron/connect/http.ts'
import { readPath, valueAt } from '../../electron/connect/json-endpoint-path.ts'
import { readGreeting, readVersion } from '../../electron/connect/mysql-greeting.ts'
import { quotedName, readStatement } from '../../electron/connect/mysql-statement.ts'
import { NginxFileError, readFlags, readSplit, readStubStatus, writeFlags, writeSplit } from '../../electron/connect/nginx-files.ts'
import { PageError, readPage } from '../../electron/connect/open-metrics.ts'
import { createPrometheusApi } from '../../electron/connect/prometheus-api.ts'
import { checkTargets } from '../../electron/connect/registry.ts'
import { readSelector, select } from '../../electron/connect/selector.ts'
import { checkAnswers, checkPilots, PilotFileError } from '../../electron/console/pilots/pilot-csv.ts'
import { JournalError } from '../../electron/journal/error.ts'
import { PictureError, readPicture } from '../../electron/journal/picture.ts'
import { readRow } from '../../electron/journal/row.ts'
import { scan } from '../../electron/journal/scan.ts'
import { lineReader, shownText } from '../../electron/logs/line.ts'
import { createSplitter } from '../../electron/logs/splitter.ts'
import { CsvError } from '../../electron/observe/csv.ts'
import { readSeriesCsv } from '../../electron/observe/series-csv.ts'
import { readCalendar } from '../../electron/people/calendar-in.ts'
import { retryAfterOf } from '../../electron/people/channels/post.ts'
import { readPlan } from '../../electron/plan/read.ts'
import { bundleIn } from '../../electron/shell/bundle-files.ts'
import { cookieOf, refuseHost, refuseOrigin } from '../../electron/shell/gate.ts'
import { readStartOptions } from '../../electron/shell/start-options.ts'
import { isFrame } from '../../electron/shell/wire.ts'
import { parseDuration } from '../../shared/duration.ts'
import { contact, rotation } from '../../shared/plan.ts'
import { parseQuery } from '../../shared/search/query.ts'
import { labVariables, tbsText } from '../unit/shared/plan/tbs-plan.ts'
import { mutated, mutatedBytes, planted } from './mutate.ts'
import { Finding, target, type Target } from './target.ts'

const are = (...types: readonly (new (...given: never[]) => Error)[]) => (error: unknown): boolean => types.some((type) => error instanceof type)

const page = `# TYPE http_requests_total counter
http_requests_total{code="200",path="/quote \\"x\\""} 1027 1395066363000
http_requests_total{code="500",path="/a\\\\b"} 3 # {trace_id="abc"} 0.67
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.1"} 24
http_request_duration_seconds_bucket{le="+Inf"} 30
http_request_duration_seconds_sum 5.3e1
http_request_duration_seconds_count 30
nan_gauge NaN
# EOF
`
const stat = `# pxname,svname,qcur,scur,econ,eresp,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,last_chk,qtime,rtime,
split,blue,1,2,0,0,0,90,0,0,10,0,"refused, twice",4,20,
split,green,0,0,3,1,0,0,0,0,0,0,,0,0,
split,BACKEND,0,2,0,0,0,90,0,0,15,0,,4,20,
`
const info = 'Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nPid: 14857\nStart_time_sec: 1795571511\nnode: testnode\ndescription: uuid-1234\nStopping: 0\n'
const states = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port
3 split 1 blue 127.0.0.1 0 0 100 100 1 8 2 0 6 0 0 0 - 19081 - 0 0 - - 0
3 split 2 green 127.0.0.1 2 8 256 0 0 6 3 4 6 0 0 0 - 19082 - 0 0 - - 0
`
const workers = '#<PID>          <type>          <reloads>       <uptime>        <version>      \n17657           master          1 [failed: 0]   0d00h00m09s     2.6.12\n# workers\n17756           worker          0               0d00h00m01s     2.6.12\n# old workers\n17660           worker          1               0d00h00m08s     2.6.12\n'
const sessions = '0x56: proto=sockpair src=unix:3 fe=GLOBAL be=<NONE> srv=<none> ts=00\n0x7f: proto=tcpv4 src=127.0.0.1:42716 fe=in be=green srv=green ts=00\n'
const table = '# table: split, type: string, size:1048576, used:2\n0x1: key=ada use=0 exp=1000 server_id=1 server_key=blue\n0x2: key=grace use=0 exp=1000 server_id=2 server_key=green\n'
const map = '0x5581 ada green\n0x5582 grace kim blue\n'

const names = { blue: 'blue', green: 'green.pool' }
const split = writeSplit({ identity: 'n-1', generation: 'g', weights: { blue: 90, green: 10 }, drained: { blue: false, green: true }, fencing: 4, changed: 1_700_000_000_000 }, names)
const flags = writeFlags(new Map([['ada', 'green'], ['default', 'blue']] as const), names)
const stub = 'Active connections: 2 \nserver accepts handled requests\n 10 10 20 \nReading: 0 Writing: 1 Waiting: 1 \n'

const logLines = [
  '{"time":"2025-11-24T13:03:22.123Z","level":"error","msg":"could not connect","password":"hunter2","err":{"stack":["a","b"]}}',
  '{"time":1732453402,"level":50,"msg":"<b>bold</b>","nested":{"token":"abc"}}',
  '2025-11-24T13:03:22,123+01:00 WARN something is late', '[2025-11-24 13:03:22] notice: plain', 'a line without anything',
]
const pilots = 'name,email,user,profile,experience,cohort,support,consent,onboarding,training\r\nAda Obi,ada@example.org,u-1,trader,high,A,,2026-01-24,completed,not begun\r\n"Kim, Grace",grace@example.org,u-2,analyst,low,B,phone,withdrawn 2026-01-25,,\r\n'
const series = 'time,metric,environment,value,denominator\n0,error_rate,green,5,100\n1,error_rate,green,50,100\n2025-11-24T13:03:22Z,cpu_usage,blue,NaN,\n'
const survey = {
  id: 's-1', title: 'Week 1', questions: [{ id: 'satisfied', text: 'Are you satisfied?', kind: 'yes-no', positiveFrom: 4 }, { id: 'speed', text: 'How fast?', kind: 'scale', positiveFrom: 4 }, { id: 'words', text: 'Tell us', kind: 'text', positiveFrom: 4 }],
  asked: ['p-1'], openedAt: 0, openedBy: 'ada', closes: 1e15, links: {}, answers: [],
} as const

const answers = ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n', 'HTTP/1.0 500 No\r\nConnection: close\r\n\r\n', 'HTTP/1.1 204 No Content\r\n\r\n']
const prometheus = [
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"a"},"value":[1732453402.1,"0.5"]}]}}', '{"status":"success","data":{"resultType":"scalar","result":[1732453402.1,"1"]},"warnings":["w"]}',
  '{"status":"error","errorType":"bad_data","error":"parse error"}', '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"],[2,"NaN"]]}]}}',
]
const entry = '{"at":{"observed":1,"occurred":1,"recorded":1},"console":"c","data":{"text":"x"},"incident":"i-1","kind":"incident.note","previous":"00","seq":2,"who":{"kind":"person","name":"ada","role":"operator"}}'

const people = {
  contacts: [contact.parse({ id: 'ada', name: 'Ada Obi', email: 'ada@example.com' }), contact.parse({ id: 'cy', name: 'Cy' })],
  rotation: [rotation.parse({ duty: 'primary', title: 'Primary On-Call', zone: 'Europe/Berlin', from: '2026-01-05', handOver: { weekly: 'monday', at: '09:00' }, people: ['ada', 'cy'] })],
}
const calendar = (more: string): string =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0330\r\nTZOFFSETTO:+0330\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Primary On-Call: Cy\r\nDTSTART;TZID=Office:20260324T080000\r\nDTEND;TZID=Office:20260324T160000\r\n${more}END:VEVENT\r\nEND:VCALENDAR\r\n`
const calendars = [calendar(''), calendar('RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=9\r\nEXDATE;TZID=Office:20260325T080000\r\n'), calendar('RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260601T000000Z\r\nATTENDEE;CN=x:mailto:ada@example.com\r\n')]

const png = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080600000000000000', 'hex')
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc00011080010001003012200021101031101ffd9', 'hex')
const webp = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0', 'latin1'), Buffer.alloc(20, 1)])
const greeting = Buffer.concat([Buffer.from([74, 0, 0, 0, 10]), Buffer.from('5.5.5-10.11.6-MariaDB-0+deb12u1\0', 'latin1'), Buffer.alloc(60, 7)])

const lines = (text: string): readonly string[] => text.split('\n')
/** The plan's lines changed rather than its letters: a text that is no YAML is refused at once, and tells little. */
const plans = fc.tuple(fc.array(fc.tuple(fc.nat(lines(tbsText).length - 1), mutated(lines(tbsText).filter((line) => line.trim() !== ''), ['- ', '- [', '? ', '&a', '*a', '!!binary ', '<<: *app-metrics', '---', '${LAB_TOKEN}'])), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([edits, whole]) => (whole ? edits.reduce((text, [at, line]) => text.toSpliced(at, 1, line), lines(tbsText)) : edits.map(([, line]) => line)).join('\n'))

export const parsers = (): readonly Target[] => [
  target({ name: 'a plan', share: 3, inputs: plans, take: (text) => {
    const read = readPlan(text, { ...labVariables, LAB_TOKEN: planted }, checkTargets)
    if ('mistakes' in read && read.mistakes.some(({ message, mend, line }) => message === '' || mend === '' || line < 1)) throw new Finding('a mistake without a place or a word')
    const words = 'mistakes' in read ? read.mistakes.map(({ message, mend, expected }) => `${message} ${mend} ${expected ?? ''}`).join('\n') : read.findings.map(({ message }) => message).join('\n')
    if (!text.includes(planted) && words.includes(planted)) throw new Finding(`the secret is in a mistake: ${words.slice(0, 300)}`)
  } }),
  target({ name: 'OpenMetrics', share: 14, connector: true, inputs: mutated([page], ['# TYPE ', '# EOF', 'le="', '{code="', ' # {', '} ', '# HELP ']), allowed: are(PageError), take: (text) => {
    const picker = readSelector('http_requests_total{code=~"5.."}')
    const found = readPage(text, { ended: text.length % 2 === 0 })
    return 'wrong' in picker ? [] : select(found, picker)
  } }),
  target({ name: 'selectors', share: 4, inputs: mutated(['http_requests_total{code=~"5..",path="/a"}', 'up']), take: readSelector }),
  target({ name: 'HAProxy statistics', share: 8, connector: true, inputs: mutated([stat], [',,', '"a,b"', 'BACKEND']), allowed: are(HaproxyTextError), take: (text) => {
    const rows = readStat(text)
    return [figuresOf(rows, new Set(['split/blue'])), unanswered(rows, new Set(['split']))]
  } }),
  target({ name: 'HAProxy info and states', share: 8, connector: true, inputs: mutated([info, states, workers]), allowed: are(HaproxyTextError), take: (text) =>
    text.startsWith('1') ? writeServerStates(readServerStates(text)) : text.startsWith('#') ? readWorkers(text) : readInfo(text) }),
  target({ name: 'HAProxy maps, sessions, tables', share: 8, connector: true, inputs: mutated([map, sessions, table, 'ada green\n# c\n'], [' server_id=1', ' be=', ' srv=', '0x']), allowed: are(HaproxyTextError), take: (text) =>
    text.startsWith('# table') ? [...readStickTable(text)] : text.includes('proto') ? readSessions(text, new Set(['green/green'])) : [readMapFile(text), readMap(text)] }),
  target({ name: 'nginx files', share: 6, connector: true, inputs: mutated([split, flags, stub], ['$fifteen_split {', "default '{", '%', '* ']), allowed: are(NginxFileError), take: (text) =>
    text.startsWith('Active') ? readStubStatus(text) : text.startsWith('"') ? [...readFlags(text, names)] : readSplit(text, names) }),
  target({ name: 'Prometheus answers', share: 6, connector: true, inputs: mutated(prometheus, ['"NaN"', '"vector"', '[1,"2"]']), allowed: are(ConnectError), take: (text) => {
    const ask = () => Promise.resolve({ status: text.length % 5 === 0 ? 500 : 200, headers: {}, text })
    const api = createPrometheusApi('p', { ask } as never, undefined, new AbortController().signal)
    return text.includes('matrix') ? api.range('up', 0, 60_000, 1_000, new AbortController().signal) : api.instant('up', new AbortController().signal)
  } }),
  target({ name: 'JSON pages', share: 5, connector: true, inputs: fc.tuple(mutated(['{"queue":{"depth":3},"pools":[{"in_use":1}],"by host":{"a.b":"7"}}']), mutated(['queue.depth', 'pools[0].in_use', 'by host["a.b"]'])), take: ([text, path]) => {
    const read = readPath(path)
    return 'wrong' in read ? read.wrong : valueAt(jsonOf(text), read)
  } }),
  target({ name: 'log lines', share: 14, inputs: mutated(logLines, ['{"a":', '[', '"level":', '"time":']), take: (text) => {
    for (const format of [{ kind: 'json', time: 'time', level: 'level', message: 'msg' }, { kind: 'plain' }] as const) {
      const line = lineReader(format, { fields: ['password', 'token'], patterns: ['\\b\\d{16}\\b'] })(text, 5)
      if (!Number.isFinite(line.time)) throw new Finding('a line without a time')
      shownText(line.text, format)
    }
  } }),
  target({ name: 'bytes into lines', share: 4, inputs: fc.array(mutatedBytes(logLines.map((line) => Buffer.from(`${line}\n`))), { minLength: 1, maxLength: 4 }), take: (chunks) => {
    const splitter = createSplitter()
    return [...chunks.map((chunk) => splitter.push(chunk).lines.length), splitter.end().lines.length]
  } }),
  target({ name: 'pilot and survey CSV', share: 6, inputs: mutatedBytes([Buffer.from(pilots), Buffer.from(`\u{FEFF}${pilots.replaceAll(',', ';')}`, 'utf16le'), Buffer.from('user,satisfied,speed,words\nu-1,yes,4,"a ""b"" c"\n')]), allowed: are(PilotFileError), take: (bytes) =>
    bytes.length % 3 === 0 ? checkAnswers(bytes, survey, []).rows : checkPilots(bytes, []).rows }),
  target({ name: 'series CSV', share: 5, inputs: mutated([series], ['error_rate', 'green', '172800']), allowed: are(CsvError), take: (text) => readSeriesCsv(text).doubles }),
  target({ name: 'searches', share: 8, inputs: mutated(['who:ada kind:step env:green since:2h sev:P0 "load balancer"', 'until:2026-11-25T10:30 note*'], ['who:', 'kind:', '"', ' OR ', 'NEAR(', '*']).map((text) => text.slice(0, 500)), take: (text) => {
    const read = parseQuery(text, 1_700_000_000_000)
    if (!read.ok && read.mistakes.some(({ from, to }) => from < 0 || to > text.length)) throw new Finding('a mistake outside of what was typed')
  } }),
  target({ name: 'pictures', share: 5, inputs: mutatedBytes([png, jpeg, webp]), allowed: are(PictureError), take: (bytes) => {
    const { width, height } = readPicture(bytes)
    if (!(width > 0 && height > 0)) throw new Finding(`a picture of ${width} × ${height}`)
  } }),
  target({ name: 'MySQL greetings', share: 4, inputs: mutatedBytes([greeting]), take: (bytes) => {
    const read = readGreeting(bytes)
    return read.kind === 'server' ? readVersion(read.version) : read
  } }),
  target({ name: 'statements', share: 6, inputs: mutated(['SELECT COUNT(*) FROM sessions', 'WITH a AS (SELECT 1) SELECT * FROM a', "SELECT 'x;y' -- c\n", 'SELECT /* ; */ 1'], ['; DELETE FROM t', '/*', '*/', '--', '#', '/*!50000 DROP TABLE x */', 'INTO OUTFILE', 'SLEEP(']), take: (text) => {
    const read = readStatement(text)
    if ('sql' in read && !/^\s*(?:SELECT|SHOW|WITH|\(|--|#|\/\*)/i.test(read.sql)) throw new Finding(`taken, and no SELECT: ${read.sql.slice(0, 100)}`)
    whyRefused(text)
    const name = quotedName(text)
    if (!/^`(?:[^`]|``)*`$/.test(name)) throw new Finding(`a name that leaves its quotes: ${name.slice(0, 100)}`)
  } }),
  target({ name: 'HTTP answers', share: 6, inputs: fc.array(mutated(answers), { minLength: 1, maxLength: 3 }), allowed: (error) => error instanceof Error && error.constructor === Error, take: (parts) => {
    const reader = createAnswerReader()
    for (const part of parts) reader.read(Buffer.from(part, 'latin1'))
    reader.ended()
  } }),
  target({ name: 'cookies', share: 4, inputs: fc.tuple(fc.array(mutated(['sid=abc; Path=/; Max-Age=60; HttpOnly', 'a=b; Expires=Wed, 21 Oct 2095 07:28:00 GMT; Path=/x']), { maxLength: 6 }), mutated(['/x/y', '/'])), take: ([given, path]) => {
    const jar = createJar()
    jar.take(given, path, 1_700_000_000_000)
    if (jar.values().length > 50) throw new Finding('more cookies than a browser keeps')
    return jar.line(path)?.length
  } }),
  target({ name: 'frames and headers', share: 8, inputs: fc.tuple(mutated(['{"i":"1","p":{"u":"/session/me","h":{}}}', '{"i":2,"t":4}'], ['"t":1', '"p":', '"u":"/']), mutated(['127.0.0.1:4815', 'http://127.0.0.1:4815', 'fifteen-4815=abc; other=1'])), take: ([frame, header]) => {
    const own = ['127.0.0.1:4815', 'localhost:4815']
    if (refuseHost({ host: header }, own) === undefined && !own.includes(header.toLowerCase())) throw new Finding(`another host passes: ${header}`)
    if (refuseOrigin({ host: '127.0.0.1:4815', origin: header }, own) === undefined && header !== 'http://127.0.0.1:4815') throw new Finding(`another origin passes: ${header}`)
    cookieOf({ cookie: header }, 'fifteen-4815')
    isFrame(frame)
    bundleIn([header, frame], '/home')
    readStartOptions([header, frame])
    parseDuration(header)
  } }),
  target({ name: 'calendars', share: 5, inputs: mutated(calendars, ['FREQ=SECONDLY', 'FREQ=YEARLY', ';BYMONTH=2;BYMONTHDAY=30', ';BYDAY=5MO', ';BYSETPOS=-1', ';INTERVAL=0', ';INTERVAL=-1', 'COUNT=0', '00000101T000000', '99991231T235959Z', 'BEGIN:VEVENT\r\n', 'END:VEVENT\r\n', 'RDATE:20260401T000000Z\r\n', 'DURATION:-PT1H\r\n']), take: (text) => {
    const { mistakes, standIns } = readCalendar(text, people, [], 1_774_267_200_000)
    if (mistakes.some(({ line, message }) => line < 1 || message === '') || (mistakes.length > 0 && standIns.length > 0)) throw new Finding('a mistake without a place, or half of a file taken')
    retryAfterOf(text.slice(0, 40), 1_774_267_200_000)
  } }),
  target({ name: 'journal rows', share: 6, inputs: mutated([entry], ['"seq":', '"data":', '{"a":', '[']), allowed: are(JournalError), take: (body) => {
    scan(body)
    return readRow({ seq: 2, kind: 'incident.note', incident: 'i-1', body, hash: '0'.repeat(64) }, 'j').kind
  } }),
]
