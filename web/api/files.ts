/** Files, which both sides send and fetch alike: raw bytes up with progress, bytes down with the session. */
import { type CallOptions, ApiError, headersOf, problem, respond } from './http'
import type { FileRef } from './types'

export interface UploadOptions {
  /** `/api/files` for customers, `/api/desk/files` for agents. */
  path?: string
  session?: string | null
  locale?: string
  /** From 0 to 1. */
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

/** A lone surrogate, which some systems allow in a name, would make `encodeURIComponent` throw. */
const wellFormed = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text))

/** `XMLHttpRequest`, because `fetch` cannot tell how much has gone up. */
export function uploadFile(file: File, { path = '/api/files', onProgress, signal, ...rest }: UploadOptions = {}): Promise<FileRef> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    const headers = headersOf({
      ...rest,
      headers: {
        'Content-Type': file.type || 'application/octet-stream',
        'X-File-Name': encodeURIComponent(wellFormed(file.name)),
      },
    })
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total)
    }
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as FileRef)
      else reject(problem(request.status, request.responseText, request.getResponseHeader('Retry-After')))
    }
    request.onerror = () => {
      reject(new ApiError(0, 'offline', ''))
    }
    request.onabort = () => {
      reject(new DOMException('aborted', 'AbortError'))
    }
    signal?.addEventListener('abort', () => {
      request.abort()
    })
    request.send(file)
  })
}

export async function fetchFile(id: string, options: CallOptions & { path?: string } = {}): Promise<Blob> {
  const { path = '/api/files', ...rest } = options
  return (await respond(`${path}/${encodeURIComponent(id)}`, rest)).blob()
}
