/** The one way to the server over HTTP: JSON in, JSON out, and one kind of error with a code and a sentence. */

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  /** A customer's session; agents carry a cookie instead. */
  session?: string | null
  locale?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

interface ErrorBody {
  code?: string
  message?: string
  next?: string
  request_id?: string
  data?: Record<string, unknown>
}

/** `status` is 0 and `code` is `offline` when the server was not reached at all. */
export class ApiError extends Error {
  override name = 'ApiError'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly next = '',
    readonly requestId = '',
    readonly data: Record<string, unknown> = {},
    /** Seconds, from `Retry-After`. */
    readonly retryAfter: number | null = null,
  ) {
    super(message)
  }

  get offline(): boolean {
    return this.status === 0
  }
}

/** What the server says of it and what to do next; empty when it was not the server that refused. */
export function said(reason: unknown): string {
  return reason instanceof ApiError && !reason.offline ? [reason.message, reason.next].filter(Boolean).join(' ') : ''
}

export function problem(status: number, text: string, retryAfter: string | null = null): ApiError {
  let body: ErrorBody = {}
  try {
    body = JSON.parse(text) as ErrorBody
  } catch {
    // A proxy in between may answer with a page of its own: then the status alone speaks.
  }
  const seconds = Number(retryAfter)
  return new ApiError(
    status,
    body.code ?? `http_${status}`,
    body.message ?? '',
    body.next ?? '',
    body.request_id ?? '',
    body.data ?? {},
    retryAfter && Number.isFinite(seconds) ? seconds : null,
  )
}

export function headersOf({ session, locale, headers }: CallOptions): Record<string, string> {
  return {
    ...(session ? { Authorization: `Bearer ${session}` } : {}),
    ...(locale ? { 'Accept-Language': locale } : {}),
    ...headers,
  }
}

export async function respond(path: string, options: CallOptions = {}): Promise<Response> {
  const { body, method = body === undefined ? 'GET' : 'POST', signal } = options
  const headers = headersOf(options)
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (signal) init.signal = signal
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    init.body = JSON.stringify(body)
  }
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason
    throw new ApiError(0, 'offline', '')
  }
  if (!response.ok) throw problem(response.status, await response.text(), response.headers.get('Retry-After'))
  return response
}

export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const response = await respond(path, options)
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** `?a=1&b=2` of what is not empty. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return set.length ? `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString()}` : ''
}
