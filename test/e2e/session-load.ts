/** People who sign in once and ask again and again with their session's cookie, each on a kept connection. */
import { Browser, type Page } from '../../electron/lab/browser.ts'

export type SessionReport = {
  readonly requests: number
  readonly green: number
  /** Answers 500 of green while it is told to fail: the fault itself. */
  readonly injected: number
  /** Everything else that was not answered well, in words. */
  readonly failed: readonly string[]
  /** Who was asked to sign in again. */
  readonly lost: readonly string[]
  /** Whose session's state is where they are now. */
  readonly known: readonly string[]
}

export type SessionLoad = {
  readonly report: () => SessionReport
  /** From now on an answer 500 of green is the fault that was injected. */
  readonly expectFault: () => void
  readonly stop: () => Promise<void>
}

/** Resolves once everyone is signed in. */
export async function startSessions(through: string, users: readonly string[]): Promise<SessionLoad> {
  let [requests, green, injected, going, faulty] = [0, 0, 0, true, false]
  const failed: string[] = []
  const lost = new Set<string>()
  const known = new Set<string>()

  const ask = async (browser: Browser, user: string, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Page | undefined> => {
    try {
      const page = await browser.ask(method, path, body)
      requests += 1
      if (page.servedBy === 'green') green += 1
      if (page.status === 401) lost.add(user)
      else if (page.status === 500 && page.servedBy === 'green' && faulty) injected += 1
      else if (page.status >= 300) failed.push(`${user}: ${method} ${path}: ${page.status} of ${page.servedBy ?? 'nobody'}: ${JSON.stringify(page.value)}`)
      return page
    } catch (error) {
      requests += 1
      failed.push(`${user}: ${method} ${path}: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }
  const live = async (browser: Browser, user: string): Promise<void> => {
    for (let round = 0; going; round += 1) {
      const page = await ask(browser, user, 'GET', '/session')
      if (page?.status === 200) {
        if ((page.value as { readonly known: boolean }).known) known.add(user)
        else known.delete(user)
      }
      if (going) await ask(browser, user, 'GET', '/quote?symbol=SAP')
      if (going && round % 5 === 0) await ask(browser, user, 'PUT', '/preferences', { theme: round % 2 === 0 ? 'dark' : 'light', symbol: 'SAP', lots: 1 + (round % 9) })
    }
    browser.close()
  }
  const browsers = users.map((user) => ({ user, browser: new Browser(through, { user }) }))
  await Promise.all(browsers.map(({ browser, user }) => ask(browser, user, 'POST', '/login', { user })))
  const all = Promise.all(browsers.map(({ browser, user }) => live(browser, user)))
  return {
    report: () => ({ requests, green, injected, failed: [...failed], lost: [...lost], known: [...known].toSorted() }),
    expectFault: () => (faulty = true),
    stop: async () => {
      going = false
      await all
    },
  }
}
