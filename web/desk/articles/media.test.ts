import { expect, test } from 'vitest'

import type { Medium } from '@/api/help-types'

import { captionsLocale, isCaptions, isDrawing, markdownOf, placed } from './media'

const medium = (digit: string, type = 'image/png'): Medium => ({ media: digit.repeat(32), type, size: 9, url: '' })

test('a picture is written with what it shows and its caption, and nothing typed ends either early', () => {
  expect(markdownOf(medium('a'), { said: 'The form', caption: '' })).toBe(`![The form](media:${'a'.repeat(32)})`)
  expect(markdownOf(medium('a'), { said: ' A ](x) [b]\n`c`', caption: 'Say "no" \\ yes ' })).toBe(`![A \\](x) \\[b\\] \\\`c\\\`](media:${'a'.repeat(32)} "Say \\"no\\" \\\\ yes")`)
})

test('a video names the picture before it and its captions by language', () => {
  const captions = [{ locale: 'en', medium: medium('c') }, { locale: 'zh-CN', medium: medium('d') }]
  const written = markdownOf(medium('b', 'video/webm'), { said: 'How', caption: '' }, { poster: medium('a'), captions })
  expect(written).toBe(`![How](media:${'b'.repeat(32)}?poster=${'a'.repeat(32)}&en=${'c'.repeat(32)}&zh-CN=${'d'.repeat(32)})`)
})

test('what is inserted is a paragraph of its own behind the line of the cursor', () => {
  expect(placed('', 0, 'X')).toEqual({ body: 'X\n', at: 2 })
  expect(placed('one\ntwo', 1, 'X')).toEqual({ body: 'one\n\nX\n\ntwo', at: 7 })
  expect(placed('one\n\ntwo\n', 5, 'X')).toEqual({ body: 'one\n\nX\n\ntwo\n', at: 7 })
  expect(placed('one', 3, 'X')).toEqual({ body: 'one\n\nX\n', at: 7 })
})

test('captions belong to the language their file names, else to the text’s own', () => {
  expect(captionsLocale('film.zh-CN.vtt', ['en', 'zh-CN'])).toBe('zh-CN')
  expect(captionsLocale('zh_tw.vtt', ['en', 'zh-CN'])).toBe('zh-CN')
  expect(captionsLocale('withdraw.vtt', ['es', 'en'])).toBe('es')
})

test('drawings and captions are known by name where a system has no type for them', () => {
  expect([isDrawing(new File([], 'a.SVG')), isDrawing(new File([], 'a.png')), isCaptions(new File([], 'b.VTT'))]).toEqual([true, false, true])
})
