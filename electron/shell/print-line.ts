/** Printing to PDF where Electron runs: the engine asks, the main process prints in a page that nobody sees. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Session } from 'electron'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PdfError } from '../report/pdf.ts'
import type { FromEngine, ToEngine } from './messages.ts'

const answerWithin = 60_000

type Parent = {
  readonly postMessage: (message: FromEngine) => void
  readonly on: (event: 'message', listener: (event: { readonly data: ToEngine }) => void) => void
}

/** The engine's side. @returns prints a page that fetches nothing; it throws PdfError where the main process could not, or does not answer */
export function askToPrint(parent: Parent, after: (ms: number, then: () => void) => () => void): (html: string) => Promise<Buffer> {
  const asked = new Map<number, (answer: Extract<ToEngine, { readonly kind: 'printed' }> | undefined) => void>()
  let asks = 0
  parent.on('message', ({ data }) => {
    if (data.kind === 'printed') asked.get(data.ask)?.(data)
  })
  return async (html) => {
    const ask = ++asks
    const { promise, resolve } = Promise.withResolvers<Extract<ToEngine, { readonly kind: 'printed' }> | undefined>()
    const cancel = after(answerWithin, () => resolve(undefined))
    asked.set(ask, resolve)
    parent.postMessage({ kind: 'print?', ask, html })
    const answer = await promise
    cancel()
    asked.delete(ask)
    if (answer?.pdf === undefined) throw new PdfError(`The PDF was not printed: ${answer?.failed ?? 'the main process did not answer'}.`)
    return Buffer.from(answer.pdf, 'base64')
  }
}

/** @param create a window of Electron; `session`: one that keeps nothing, for the printed page alone */
export type Printer = { readonly create: (options: BrowserWindowConstructorOptions) => Pick<BrowserWindow, 'loadURL' | 'destroy' | 'webContents'>; readonly session: () => Session }

/** A page without script, session or network, whose one file is what is printed. */
async function print(html: string, { create, session }: Printer): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'fifteen-print-'))
  const page = join(folder, 'report.html')
  const address = pathToFileURL(page).href
  const own = session()
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: url !== address && !url.startsWith('data:') }))
  try {
    await writeFile(page, html, { mode: 0o600 })
    const window = create({ show: false, webPreferences: { session: own, javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, devTools: false } })
    try {
      await window.loadURL(address)
      return await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true })
    } finally {
      window.destroy()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The main process's side: answers what the engine asks; gives nothing for any other message. */
export async function answerPrint(printer: Printer, message: FromEngine): Promise<ToEngine | undefined> {
  if (message.kind !== 'print?') return undefined
  const { ask, html } = message
  return print(html, printer).then(
    (pdf): ToEngine => ({ kind: 'printed', ask, pdf: pdf.toString('base64') }),
    (error: unknown): ToEngine => ({ kind: 'printed', ask, failed: error instanceof Error ? error.message : String(error) }),
  )
}
