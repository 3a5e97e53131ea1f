import { describe, expect, it } from 'vitest'

import { oneMore, type Second } from '../../../server/trust/per-second.ts'

/** How many of these moments' calls get through. */
function through(moments: number[], perSecond: number): boolean[] {
  let known: Second | null = null
  return moments.map((now) => {
    const { fits, second } = oneMore(known, perSecond, now)
    known = second
    return fits
  })
}

describe('so many a second', () => {
  it('get through, and no more in that second however often they are tried', () => {
    expect(through([7, 7, 7, 7, 7], 2)).toEqual([true, true, false, false, false])
  })

  it('get through again in the next second, and after the clock was set back', () => {
    expect(through([7, 7, 8, 8, 8, 3, 3, 3], 2)).toEqual([
      ...[true, true],
      ...[true, true, false],
      ...[true, true, false],
    ])
  })
})
