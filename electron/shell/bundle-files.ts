/** A bundle that the system hands over: by a double click, an argument, or a second start. */
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A Linux desktop hands files over as addresses (`%U`); one of another machine, or with a hidden slash, is no file here. */
function pathOf(arg: string): string {
  const url = /^file:/i.test(arg) ? URL.parse(arg) : null
  if (url === null || url.host !== '' || /%(?:2f|5c|00)/i.test(url.pathname)) return arg
  try {
    return fileURLToPath(url)
  } catch (error) {
    // Letters that are no UTF-8: the name of no file that can be told.
    if (error instanceof URIError) return arg
    throw error
  }
}

/** The last one of a command line. Never an option, whatever it is called. @param folder against which it is read, absolute */
export function bundleIn(args: readonly string[], folder: string): string | undefined {
  const found = args.map(pathOf).findLast((arg) => arg.toLowerCase().endsWith('.fifteen') && !arg.startsWith('-'))
  return found === undefined ? undefined : isAbsolute(found) ? found : resolve(folder, found)
}
