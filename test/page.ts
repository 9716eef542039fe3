/** The page and the console are built before the tests that look at them or start them: two of them at once would build into one folder. */
import { buildShell } from '../electron/shell/build.ts'
import { buildPage } from './real/renderer/pages.ts'

export default async function preparePage(): Promise<void> {
  const before = process.env['NODE_ENV']
  try {
    await buildPage()
    await buildShell((line) => void process.stderr.write(`${line}\n`))
  } finally {
    // The build is of production; the tests are not.
    process.env['NODE_ENV'] = before
  }
}
