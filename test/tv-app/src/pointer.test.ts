import { describe, expect, it } from 'vitest'

import { stagePoint } from '../../../tv-app/src/pointer.ts'

describe('a point of the screen', () => {
  it.each([
    ['of the stage’s own size', 1920, 1080, 300, 200, 300, 200],
    ['of a smaller set', 1280, 720, 200, 100, 300, 150],
    ['that is wider, so that both sides stay empty', 2120, 1080, 400, 200, 300, 200],
    ['that is higher, so that top and foot stay empty', 960, 740, 150, 200, 300, 200],
  ])('is the same of the stage on a set %s', (_set, width, height, x, y, stageX, stageY) => {
    expect(stagePoint({ x, y }, { width, height })).toEqual({ x: stageX, y: stageY })
  })
})
