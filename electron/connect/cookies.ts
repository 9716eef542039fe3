/** The cookies of one journey, kept as a browser keeps those of one origin: by name and path, until they are ended. Pure but for its own jar. */

/** A browser keeps 50 of a site and 4 KiB of each. */
const mostCookies = 50
const largest = 4_096

type Cookie = { readonly name: string; readonly value: string; readonly path: string }

export type Jar = {
  /** Takes in the Set-Cookie lines of an answer to `path`. @param now wall ms */
  take(lines: readonly string[] | undefined, path: string, now: number): void
  /** The Cookie line of a request to `path`; undefined without any. */
  line(path: string): string | undefined
  /** The value of one by its name, whatever its path. */
  value(name: string): string | undefined
  values(): readonly string[]
  copy(): Jar
}

const folderOf = (path: string): string => {
  const [plain = '/'] = path.split('?')
  const end = plain.lastIndexOf('/')
  return end <= 0 ? '/' : plain.slice(0, end)
}
const isUnder = (path: string, folder: string): boolean => {
  const [plain = '/'] = path.split('?')
  return plain === folder || plain.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

/** The cookie that a line sets, and whether it ends it; undefined for a line that sets none. */
function readLine(line: string, asked: string, now: number): { readonly cookie: Cookie; readonly ended: boolean } | undefined {
  const [pair = '', ...attributes] = line.split(';')
  const equals = pair.indexOf('=')
  const name = pair.slice(0, equals).trim()
  if (equals <= 0 || name === '' || line.length > largest) return undefined
  const given = new Map(attributes.map((one) => {
    const [key = '', ...rest] = one.split('=')
    return [key.trim().toLowerCase(), rest.join('=').trim()] as const
  }))
  const path = given.get('path')?.startsWith('/') ? (given.get('path') ?? '/') : folderOf(asked)
  const maxAge = given.get('max-age')
  const ends = maxAge !== undefined && /^-?\d+$/.test(maxAge) ? now + Number(maxAge) * 1_000 : Date.parse(given.get('expires') ?? '')
  return { cookie: { name, value: pair.slice(equals + 1).trim(), path }, ended: ends <= now }
}

export function createJar(first: readonly Cookie[] = []): Jar {
  let cookies = first
  return {
    take: (lines = [], path, now) => {
      for (const line of lines) {
        const read = readLine(line, path, now)
        if (read === undefined) continue
        const { cookie, ended } = read
        const others = cookies.filter((one) => one.name !== cookie.name || one.path !== cookie.path)
        cookies = (ended ? others : [...others, cookie]).slice(-mostCookies)
      }
    },
    line: (path) => {
      const sent = cookies.filter((one) => isUnder(path, one.path)).toSorted((a, b) => b.path.length - a.path.length)
      return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
    value: (name) => cookies.findLast((one) => one.name === name)?.value,
    values: () => cookies.map(({ value }) => value),
    copy: () => createJar(cookies),
  }
}
