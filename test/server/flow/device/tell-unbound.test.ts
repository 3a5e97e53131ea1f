import { expect, it } from 'vitest'

import { tellUnbound } from '../../../../server/flow/device/tell-unbound.ts'
import type { Parts } from '../../../../server/flow/parts.ts'

it('tells every device once, and never more than sixteen at the same time', async () => {
  const told: string[] = []
  let underWay = 0
  let most = 0
  const notify = async (deviceId: string, eventName: string) => {
    told.push(`${deviceId} ${eventName}`)
    underWay += 1
    most = Math.max(most, underWay)
    await Promise.resolve()
    underWay -= 1
  }
  const devices = Array.from({ length: 50 }, (_, index) => `tv-${index}`)
  await tellUnbound({ notifier: { notify } } as unknown as Parts, devices)
  expect(told).toEqual(devices.map((deviceId) => `${deviceId} DeviceUnbound`))
  expect(most).toBe(16)
})
