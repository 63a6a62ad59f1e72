/** The first page of a document as a picture, which the server makes after the upload. */
import { ApiError, type CallOptions, respond } from './http'

/** Seconds between one question and the next while the picture is being made: half a minute, then it is left alone. */
export const PAUSES = [0.5, 1, 2, 4, 8, 16]

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

export async function fetchFirstPage(id: string, options: CallOptions & { path?: string } = {}): Promise<Blob> {
  const { path = '/api/files', ...rest } = options
  const address = `${path}/${encodeURIComponent(id)}/preview`
  for (const seconds of PAUSES) {
    try {
      return await (await respond(address, rest)).blob()
    } catch (reason) {
      if (!(reason instanceof ApiError && reason.code === 'preview_pending')) throw reason
    }
    await pause(seconds)
  }
  return (await respond(address, rest)).blob()
}
