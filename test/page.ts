/** The page is built before the tests that look at it or start the console: two of them at once would build it into one folder. */
import { buildPage } from './real/renderer/pages.ts'

export default async function preparePage(): Promise<void> {
  const before = process.env['NODE_ENV']
  try {
    await buildPage()
  } finally {
    // The build is of production; the tests are not.
    process.env['NODE_ENV'] = before
  }
}
