/**
 * The renderer's built files, by the path that a page asks for. The folder is listed once and a path is
 * looked up in that list, never joined to a folder: so no path, however it is encoded, leads outside.
 */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

export type Asset = { readonly type: string; readonly read: () => Promise<Buffer<ArrayBuffer>> }
export type Assets = { readonly find: (path: string) => Asset | undefined; readonly count: number }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/**
 * @param root folder of the built renderer; links in it are not followed
 * @throws where `root` can't be read
 */
export function openAssets(root: string): Assets {
  const files = new Map<string, Asset>()
  // Walked by hand: readdir's own recursion follows links to folders.
  const list = (folder: string, path: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name)
      const type = types[extname(entry.name)]
      if (entry.isDirectory()) list(file, `${path}${entry.name}/`)
      else if (entry.isFile() && type !== undefined) files.set(`${path}${entry.name}`, { type, read: () => readFile(file) })
    }
  }
  list(root, '/')
  const index = files.get('/index.html')
  if (index) files.set('/', index)
  return { find: (path) => files.get(path), count: files.size }
}

/**
 * What every answer carries, whichever shell gives it.
 * @param connect where scripts may connect to; nowhere in the desktop window, which talks over its port
 */
export function securityHeaders(connect: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
      `connect-src ${connect}`, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
    'cache-control': 'no-store',
  }
}
