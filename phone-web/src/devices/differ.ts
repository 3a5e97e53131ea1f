import type { MyDevice } from '#contract/device'

/**
 * Whether the page is out of date. When a TV that is on was last seen is not on the page, and moves with every hello.
 */
export function differ(shown: readonly MyDevice[], now: readonly MyDevice[]): boolean {
  return key(shown) !== key(now)
}

function key(devices: readonly MyDevice[]): string {
  return JSON.stringify(
    devices.map((one) => [one.id, one.name, one.model, one.on, one.here, one.new, one.until]),
  )
}
