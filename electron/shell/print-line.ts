/** Printing to PDF where Electron runs: the engine asks, the main process prints in a page that nobody sees. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Session } from 'electron'
import { errorText } from '../../shared/error-text.ts'
import { PdfError } from '../report/pdf.ts'
import { appOrigin } from './app-protocol.ts'
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

/** A report's own style and its charts; no script, and nothing from anywhere. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/**
 * The main process's side: answers what the engine asks; gives nothing for any other message. A page is printed without script,
 * network or file: what is printed is given to it from memory, under our own scheme.
 */
export function createPrinter({ create, session }: Printer): (message: FromEngine) => Promise<ToEngine | undefined> {
  const pages = new Map<string, string>()
  let opened: Session | undefined
  const open = (): Session => {
    const own = session()
    own.protocol.handle('app', ({ url }) => {
      const page = pages.get(url)
      return page === undefined ? new Response(null, { status: 404 }) : new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy } })
    })
    own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !pages.has(url) && !url.startsWith('data:') }))
    return own
  }
  const print = async (ask: number, html: string): Promise<Buffer> => {
    opened ??= open()
    const address = `${appOrigin}/report-${ask}`
    pages.set(address, html)
    const window = create({ show: false, webPreferences: { session: opened, javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, devTools: false } })
    try {
      await window.loadURL(address)
      return await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true })
    } finally {
      pages.delete(address)
      window.destroy()
    }
  }
  return async (message) => {
    if (message.kind !== 'print?') return undefined
    const { ask, html } = message
    return print(ask, html).then(
      (pdf): ToEngine => ({ kind: 'printed', ask, pdf: pdf.toString('base64') }),
      (error: unknown): ToEngine => ({ kind: 'printed', ask, failed: errorText(error) }),
    )
  }
}
