import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'

import { useToasts } from '../stores/toasts'
import { useLocale } from '../texts'
import { useUploads } from './uploads'

/** A server that opens every file as a zip of two, and leaves a third out. */
class Opening {
  status = 201
  responseText = '{"name": "a.zip", "files": [{"id": "f1", "name": "a.txt", "type": "text/plain", "size": 2}, {"id": "f2", "name": "b.txt", "type": "text/plain", "size": 3}], "left_out": [{"name": "c.exe", "code": "file_type_not_accepted", "message": "No.", "next": ""}]}'
  upload = {}
  onload = () => undefined
  open() {}
  setRequestHeader() {}
  getResponseHeader() { return null }
  send() { setTimeout(() => this.onload()) }
}

beforeEach(async () => {
  setActivePinia(createPinia())
  vi.stubGlobal('XMLHttpRequest', Opening)
  await useLocale('en')
})

test('the files of an agents zip stand where it stood, and what was left out is told', async () => {
  const uploads = useUploads()
  uploads.add('k1', new File(['zip'], 'a.zip'))
  uploads.add('k1', new File(['late'], 'late.exe'), 'too large')
  await vi.waitFor(() => expect(uploads.of('k1').map((one) => [one.name, one.state])).toEqual([['a.txt', 'done'], ['b.txt', 'done'], ['late.exe', 'failed']]))
  expect(useToasts().toasts.map(({ text }) => text)).toEqual(['Left out of the zip – c.exe: No.'])
})
