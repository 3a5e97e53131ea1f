import type { Parts } from '../parts.ts'

/** An account's TVs are few; an operator's thousand whose bindings end at noon must not fill the broker's queue at once. */
const AT_ONCE = 16

/** Tells these devices that they are bound no more. Whoever misses it learns it from the next hello. */
export async function tellUnbound({ notifier }: Parts, deviceIds: string[]): Promise<void> {
  for (let told = 0; told < deviceIds.length; told += AT_ONCE) {
    const next = deviceIds.slice(told, told + AT_ONCE)
    await Promise.all(next.map((deviceId) => notifier.notify(deviceId, 'DeviceUnbound')))
  }
}
