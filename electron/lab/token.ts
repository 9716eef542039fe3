import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What a session token vouches for. `issued` is in ms since 1970. */
export type Claims = { readonly user: string; readonly sessionId: string; readonly issued: number }

/** Compares digests, so that neither the time taken nor the length tells anything about the secret. */
export const sameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest())

const signatureOf = (key: string, body: string): string => createHmac('sha256', key).update(body).digest('base64url')

/** Both environments hold the same key: a token made on green is valid on blue. */
export const signToken = (key: string, claims: Claims): string => {
  const body = Buffer.from(JSON.stringify([claims.user, claims.sessionId, claims.issued])).toString('base64url')
  return `${body}.${signatureOf(key, body)}`
}

/** The claims of a token that was signed with this key; undefined for any other text. */
export const readToken = (key: string, token: string): Claims | undefined => {
  const [body, signature, ...rest] = token.split('.')
  if (body === undefined || signature === undefined || rest.length > 0) return undefined
  if (!sameSecret(signature, signatureOf(key, body))) return undefined
  const [user, sessionId, issued] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, string, number]
  return { user, sessionId, issued }
}
