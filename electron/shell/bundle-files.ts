/** A bundle that the system hands over: by a double click, an argument, or a second start. */
import { isAbsolute, resolve } from 'node:path'

/** The last one of a command line. Never an option, whatever it is called. @param folder against which it is read, absolute */
export function bundleIn(args: readonly string[], folder: string): string | undefined {
  const found = args.findLast((arg) => arg.toLowerCase().endsWith('.fifteen') && !arg.startsWith('-'))
  return found === undefined ? undefined : isAbsolute(found) ? found : resolve(folder, found)
}
