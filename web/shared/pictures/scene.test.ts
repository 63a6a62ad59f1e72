import { expect, test } from 'vitest'

import { Scene, type Shape, fitted, inTheMiddle, moved, sized } from './scene'

const size = { width: 300, height: 200 }
const scene = new Scene()
const shape = (over: Partial<Shape> = {}): Shape => ({ ...scene.make('blur', { x: 10, y: 20 }), w: 50, h: 40, ...over })
const place = ({ x, y, w, h }: Shape) => [x, y, w, h]

test('what is drawn from any corner covers whole pixels, the last one too', () => {
  expect(place(fitted(shape({ x: 60.2, y: 60.2, w: -50.4, h: -40.4 }), size))).toEqual([9, 19, 52, 42])
  expect(place(fitted(shape({ x: -30, y: 190, w: 20, h: 100 }), size))).toEqual([0, 100, 20, 100])
})

test('by the arrow keys nothing leaves the picture, and nothing becomes too small to be seen', () => {
  let one = shape()
  for (let step = 0; step < 200; step++) one = moved(one, { x: 7, y: -7 }, size)
  expect(place(one)).toEqual([250, 0, 50, 40])
  for (let step = 0; step < 200; step++) one = sized(one, { x: -7, y: 7 }, size)
  expect(place(one)).toEqual([250, 0, 4, 200])
})

test('an arrow keeps its direction at the edge, and is moved as a whole', () => {
  const arrow = shape({ kind: 'arrow', x: 100, y: 100, w: -60, h: -30 })
  expect(place(moved(arrow, { x: -500, y: 0 }, size))).toEqual([60, 100, -60, -30])
  expect(place(sized(arrow, { x: -500, y: 0 }, size))).toEqual([100, 100, -100, -30])
})

test('each change can be taken back, a movement as one', () => {
  const own = new Scene()
  const first = inTheMiddle(own.make('cover', { x: 0, y: 0 }), size)
  own.put(first)
  own.put(moved(first, { x: 5, y: 0 }, size))
  own.put(moved(first, { x: 9, y: 0 }, size), { keeps: true })
  own.remove(first.id)
  own.undo()
  expect(own.shapes.map(({ x }) => x)).toEqual([first.x + 9])
  own.undo()
  expect(own.shapes.map(({ x }) => x)).toEqual([first.x])
  own.undo()
  expect([own.shapes, own.canUndo]).toEqual([[], false])
})
