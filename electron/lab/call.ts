import { LabError } from './lab-error.ts'

export type CallOptions = {
  readonly method?: 'GET' | 'PUT' | 'POST'
  readonly token?: string
  readonly fencing?: number
  readonly body?: unknown
}

const timeoutMs = 5_000

/**
 * One request to a part of the lab, its JSON answer taken to be a T. LabError `unreachable` when nobody
 * answers in 5 s, `refused` for a status of 400 and above.
 */
export const call = async <T>(url: string, { method = 'GET', token, fencing, body }: CallOptions = {}): Promise<T> => {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(fencing !== undefined && { 'x-fencing': String(fencing) }),
  }
  let answer: Response
  let page: string
  try {
    answer = await fetch(url, { method, headers, signal: AbortSignal.timeout(timeoutMs), ...(body !== undefined && { body: JSON.stringify(body) }) })
    page = await answer.text()
  } catch (cause) {
    throw new LabError('unreachable', `${method} ${url}: no answer. Is this part of the lab running?`, cause)
  }
  if (!answer.ok) throw new LabError('refused', `${method} ${url}: answered ${answer.status}: ${page.slice(0, 500)}`)
  return JSON.parse(page) as T
}
