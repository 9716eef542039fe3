import { parseArgs } from 'node:util'

export const usage = `Usage: npm start -- [options] [NAME.fifteen]

Opens Fifteen in Electron, or in a browser where Electron can't be had. A bundle is opened beside the own incidents.

  --plan FILE   deployment plan to open (YAML); without it the built-in plan with the practice lab
  --home DIR    where journal, series and logs are kept (default: FIFTEEN_HOME or the platform's place)
  --headless    open no window: serve the console, print its link, log to standard error
  --no-open     serve the console and print its link, but open no browser
  --port N      port on 127.0.0.1 (default 0: a free one)
  --wall        open the war room too, over the whole of the second screen
  --kiosk URL   open nothing but a shared war room's link, over the whole screen
  --json        print {"address","token","link"} instead of a sentence
  --help        this text

Ctrl+C stops it. During a rollback it takes two: the rollback goes on when Fifteen is next started.
Exit codes: 0 stopped, 1 failed, 2 wrong options.
`

export type StartOptions = {
  readonly plan?: string
  readonly home?: string
  readonly headless: boolean
  readonly open: boolean
  readonly port: number
  readonly json: boolean
  readonly wall: boolean
  /** A shared war room's link: this machine is its screen and has no console. */
  readonly kiosk?: string
  readonly bundle?: string
}

/** The command line's options, 'help', or what is wrong with them. */
export function readStartOptions(args: readonly string[]): StartOptions | 'help' | { readonly wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        plan: { type: 'string' }, home: { type: 'string' }, port: { type: 'string', default: '0' },
        headless: { type: 'boolean', default: false }, open: { type: 'boolean', default: true },
        json: { type: 'boolean', default: false }, wall: { type: 'boolean', default: false }, kiosk: { type: 'string' }, help: { type: 'boolean', default: false },
      },
      allowNegative: true, allowPositionals: true,
    })
    if (values.help) return 'help'
    const port = Number(values.port)
    if (!/^\d+$/.test(values.port) || port > 65_535) return { wrong: `--port ${values.port}: expected a number from 0 to 65535` }
    const [bundle] = positionals
    if (positionals.length > 1 || (bundle !== undefined && !bundle.endsWith('.fifteen'))) return { wrong: `${positionals.join(' ')}: expected one bundle, NAME.fifteen` }
    const { plan, home, headless, open, json, wall, kiosk } = values
    if (kiosk !== undefined && !/^https?:$/.test(URL.parse(kiosk)?.protocol ?? '')) return { wrong: `--kiosk ${kiosk}: expected the link to a war room, http://…` }
    return { headless, open, json, wall, port, ...(kiosk !== undefined && { kiosk }), ...(plan !== undefined && { plan }), ...(home !== undefined && { home }), ...(bundle !== undefined && { bundle }) }
  } catch (error) {
    return { wrong: (error as Error).message }
  }
}
