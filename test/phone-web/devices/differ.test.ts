import { expect, it } from 'vitest'

import { differ } from '../../../phone-web/src/devices/differ.ts'
import { device } from '../pages/devices/view.ts'

const shown = [device({ id: 'a' }), device({ id: 'b' })]

it('a page is out of date when a TV comes, goes, or is something else', () => {
  expect(differ(shown, [])).toBe(true)
  expect(differ(shown, [...shown, device({ id: 'c' })])).toBe(true)
  for (const change of [{ on: false }, { new: true }, { name: 'Other' }, { until: 1 }]) {
    expect(differ(shown, [device({ id: 'a', ...change }), device({ id: 'b' })])).toBe(true)
  }
})

it('it is not because a TV has said hello once more', () => {
  expect(differ(shown, [device({ id: 'a', seen_at: 1 }), device({ id: 'b', seen_at: 2 })])).toBe(
    false,
  )
})
