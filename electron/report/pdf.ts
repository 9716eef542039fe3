/** The report as PDF, printed by a Chromium that is here: no other program is needed, and without one it is said. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export class PdfError extends Error {
  override readonly name = 'PdfError'
  readonly what: string
  /** @param what why there is none; what to do is added */
  constructor(what: string, options?: ErrorOptions) {
    super(`${what} Save the HTML and print it.`, options)
    this.what = what
  }
}

/** Prints a page that fetches nothing. @throws PdfError */
export type Print = (html: string) => Promise<Buffer>

/** By the first of these that can. @throws PdfError with what each said */
export function printBy(ways: readonly [Print, ...Print[]], onFailure: (error: PdfError) => void): Print {
  return async (html) => {
    const said: string[] = []
    for (const way of ways) {
      try {
        return await way(html)
      } catch (error) {
        if (!(error instanceof PdfError)) throw error
        onFailure(error)
        said.push(error.what)
      }
    }
    throw new PdfError(said.join(' '))
  }
}

const within = 60_000

/** Nothing is fetched, and nothing of the person's own browser is touched. */
const argsOf = (html: string, pdf: string, profile: string, root: boolean): readonly string[] => [
  '--headless', '--disable-gpu', '--no-first-run', '--no-default-browser-check', '--disable-extensions', '--disable-background-networking', '--disable-sync', '--disable-component-update',
  '--host-resolver-rules=MAP * ~NOTFOUND', `--user-data-dir=${profile}`, '--no-pdf-header-footer', `--print-to-pdf=${pdf}`, ...(root ? ['--no-sandbox'] : []), pathToFileURL(html).href,
]

/**
 * @param browser a Chromium, or undefined where none was found
 * @throws PdfError with what to do
 */
export async function printPdf(html: string, browser: string | undefined): Promise<Buffer> {
  if (browser === undefined) throw new PdfError('No Chromium, Chrome or Edge was found here to print the PDF. Install one.')
  const dir = await mkdtemp(join(tmpdir(), 'fifteen-pdf-'))
  try {
    const [page, pdf] = [join(dir, 'report.html'), join(dir, 'report.pdf')]
    await writeFile(page, html, { mode: 0o600 })
    const child = spawn(browser, argsOf(page, pdf, join(dir, 'profile'), process.getuid?.() === 0), { stdio: 'ignore', timeout: within, killSignal: 'SIGKILL' })
    const [code] = (await once(child, 'exit').catch((cause: unknown) => {
      throw new PdfError(`${browser} could not be started: ${String(cause)}.`, { cause })
    })) as [number | null]
    const made = code === 0 ? await readFile(pdf).catch(() => undefined) : undefined
    if (made === undefined || made.length === 0) throw new PdfError(`${browser} made no PDF (exit code ${code ?? 'none'}).`)
    return made
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
}
