/** Where the program of a thread lies: the source when run by Node, the built file in the packed console. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @param name without ending, such as `./worker`
 * @param beside `import.meta.url` of who starts it
 * @throws where it is not there: the console was packed without it
 */
export function workerFile(name: string, beside: string): string {
  const tried = ['.ts', '.js'].map((ending) => fileURLToPath(new URL(`${name}${ending}`, beside)))
  const found = tried.find((file) => existsSync(file))
  if (found === undefined) throw new Error(`a program of the console is missing: tried ${tried.join(' and ')}`)
  return found
}
