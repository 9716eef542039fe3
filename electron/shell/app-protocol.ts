/** The desktop window's own scheme, in place of file://. Trust.md, "Security". */
import { securityHeaders, type Assets } from './assets.ts'

export const appOrigin = 'app://fifteen'

/** Answers a request for the window's pages; everything that is not one of them is a 404. */
export function createAppHandler(assets: Assets): (request: Request) => Promise<Response> {
  const headers = securityHeaders("'none'")
  const refuse = (status: number): Response => new Response(null, { status, headers })
  return async (request) => {
    if (request.method !== 'GET') return refuse(405)
    const url = URL.parse(request.url)
    const asset = url?.protocol === 'app:' && url.host === 'fifteen' ? assets.find(url.pathname) : undefined
    if (!asset) return refuse(404)
    return new Response(await asset.read(), { headers: { ...headers, 'content-type': asset.type } })
  }
}
