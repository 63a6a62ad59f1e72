import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { ApiError } from './http'
import { captions, leftOut, Transfer, type TransferState } from './transfer'
import type { FileRef } from './types'

const MB = 1024 * 1024

/** A tus server behind a fake `XMLHttpRequest`; `cut` loses the next requests, with or without their effect. */
const server = { size: 0, offset: 0, there: false, cut: 0, cutAfter: 0, refuse: 0, silent: false, zip: false, log: [] as string[] }
const ZIP = '{"name": "a.zip", "files": [{"id": "f1"}, {"id": "f2"}], "left_out": [{"name": "b.exe", "code": "file_type_not_accepted", "message": "No.", "next": ""}]}'

class FakeRequest {
  status = 0
  responseText = '{}'
  upload: { onprogress: ((event: { loaded: number }) => void) | null } = { onprogress: null }
  onload = () => undefined
  onerror = () => undefined
  onabort = () => undefined
  private method = ''
  private path = ''
  private readonly headers: Record<string, string> = {}
  private answered: Record<string, string> = {}
  private gone = false

  open(method: string, path: string) {
    this.method = method
    this.path = path
  }

  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }

  getResponseHeader(name: string) {
    return this.answered[name] ?? null
  }

  abort() {
    this.gone = true
    this.onabort()
  }

  send(body: Blob | null) {
    server.log.push(`${this.method} ${this.path}${this.headers['Upload-Offset'] ? ` from ${this.headers['Upload-Offset']}` : ''}`)
    setTimeout(() => {
      if (this.gone || server.silent) return
      const before = server.cut > 0
      if (before) server.cut -= 1
      else this.answer(body)
      const after = !before && server.cutAfter > 0 && this.method === 'PATCH'
      if (after) server.cutAfter -= 1
      if (before || after) this.onerror()
      else this.onload()
    }, 10)
  }

  private answer(body: Blob | null) {
    this.status = 200
    if (server.refuse && this.path.endsWith('/file')) {
      this.status = server.refuse
      this.responseText = '{"code": "file_type_not_accepted", "message": "No.", "next": ""}'
    } else if (this.path.endsWith('/caption')) this.responseText = `{"id": "${this.path.split('/')[3]}", "caption": "said"}`
    else if (server.zip && (this.path.endsWith('/file') || this.path === '/api/files')) this.responseText = ZIP
    else if (this.path.endsWith('/file') || this.path === '/api/files') this.responseText = '{"id": "f1", "name": "a"}'
    else if (this.method === 'POST') {
      Object.assign(server, { size: Number(this.headers['Upload-Length']), offset: 0, there: true })
      this.answered = { Location: '/api/uploads/u1' }
    } else if (!server.there) this.status = 404
    else if (this.method === 'DELETE') server.there = false
    else if (this.method === 'PATCH' && Number(this.headers['Upload-Offset']) !== server.offset) {
      this.status = 409
      this.responseText = '{"code": "upload_offset"}'
    } else {
      if (this.method === 'PATCH') server.offset += body!.size
      this.answered = { 'Upload-Offset': String(server.offset) }
    }
  }
}

let states: TransferState[]
let shares: number[]

function transfer(size = MB): Transfer {
  const file = new File([new Uint8Array(size)], 'clip.png', { lastModified: 7 })
  return new Transfer(file, { path: '/api/files', pieces: '/api/uploads', onState: (state) => states.push(state), onProgress: (share) => shares.push(share) })
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('XMLHttpRequest', FakeRequest)
  localStorage.clear()
  Object.assign(server, { size: 0, offset: 0, there: false, cut: 0, cutAfter: 0, refuse: 0, silent: false, zip: false, log: [] })
  states = []
  shares = []
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const soon = (ms = 100) => vi.advanceTimersByTimeAsync(ms)

/** The first page ends in the middle of a piece. */
async function leftInTheMiddle(): Promise<void> {
  void transfer().run().catch(() => undefined)
  await soon(22)
  server.silent = true
  await soon(20)
  server.silent = false
  server.log.length = 0
}

test('what is small goes in one go', async () => {
  const one = transfer(1000)
  const done = one.run()
  await soon()
  expect(await done).toEqual({ id: 'f1', name: 'a' })
  expect([one.resumable, server.log]).toEqual([false, ['POST /api/files']])
})

test.each([1000, MB])('a zip of %i bytes comes back as its files, its caption is said of each, and what was left out is told', async (size) => {
  server.zip = true
  const file = new File([new Uint8Array(size)], 'a.zip')
  captions.set(file, 'said')
  const done = new Transfer<FileRef | FileRef[]>(file, { path: '/api/files', pieces: '/api/uploads' }).run()
  await soon()
  expect(await done).toEqual([{ id: 'f1', caption: 'said' }, { id: 'f2', caption: 'said' }])
  expect(leftOut.get(file)).toEqual([{ name: 'b.exe', code: 'file_type_not_accepted', message: 'No.', next: '' }])
})

test('what is said of a file while what was said before is being told is told too', async () => {
  const file = new File(['a'], 'a.txt')
  const done = new Transfer(file, { path: '/api/files', pieces: '/api/uploads' }).run()
  captions.set(file, 'half')
  await soon(15)
  expect(server.log).toEqual(['POST /api/files', 'PUT /api/files/f1/caption'])
  captions.set(file, 'half of it')
  await soon()
  await done
  expect(server.log).toEqual(['POST /api/files', 'PUT /api/files/f1/caption', 'PUT /api/files/f1/caption'])
})

test('what is large goes in pieces that grow while the line is quick', async () => {
  const done = transfer().run()
  await soon()
  await done
  expect(server.log).toEqual([
    'POST /api/uploads', 'PATCH /api/uploads/u1 from 0', `PATCH /api/uploads/u1 from ${MB / 4}`, `PATCH /api/uploads/u1 from ${(MB * 3) / 4}`, 'POST /api/uploads/u1/file',
  ])
  expect(shares.at(-1)).toBe(1)
})

test.each([['before', { cut: 3 }], ['after', { cutAfter: 1 }]])('a line that is cut %s the server had the piece costs nothing that was there', async (_, trouble) => {
  const done = transfer().run()
  await soon(15)
  Object.assign(server, trouble)
  await soon(30_000)
  await done
  expect(server.offset).toBe(MB)
  expect(server.log).toContain('HEAD /api/uploads/u1')
  expect(states).toEqual(expect.arrayContaining(['waiting', 'up']))
})

test('when the network is back it goes on at once', async () => {
  const done = transfer().run()
  await soon(15)
  server.cut = 1
  await soon(15)
  expect(states).toEqual(['waiting'])
  dispatchEvent(new Event('online'))
  await soon(100)
  await done
})

test('a pause holds until it is ended, and goes on where the server stands', async () => {
  const one = transfer()
  const done = one.run()
  await soon(22)
  one.pause()
  const before = server.log.length
  await soon(60_000)
  expect(server.log).toHaveLength(before)
  one.resume()
  await soon()
  await done
  expect(states).toEqual(['paused', 'up'])
  expect(server.offset).toBe(MB)
})

test('the same file picked again on the next page goes on where it was', async () => {
  await leftInTheMiddle()
  const done = transfer().run()
  await soon()
  await done
  expect(server.log[0]).toBe('HEAD /api/uploads/u1')
  expect(server.log).not.toContain('POST /api/uploads')
})

test('an upload the server has forgotten begins anew', async () => {
  await leftInTheMiddle()
  server.there = false
  const done = transfer().run()
  await soon()
  await done
  expect(server.log.slice(0, 2)).toEqual(['HEAD /api/uploads/u1', 'POST /api/uploads'])
})

test('what the server will not have is said at once, and forgotten', async () => {
  server.refuse = 415
  const done = transfer().run().catch((reason: unknown) => reason)
  await soon()
  expect(await done).toBeInstanceOf(ApiError)
  expect(localStorage).toHaveLength(0)
})

test('called off, it is forgotten by the server too', async () => {
  const one = transfer()
  const done = one.run().catch((reason: unknown) => (reason as Error).name)
  await soon(22)
  one.cancel()
  await soon()
  expect(await done).toBe('AbortError')
  expect([server.there, localStorage.length]).toEqual([false, 0])
})
