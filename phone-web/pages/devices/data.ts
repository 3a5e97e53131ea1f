import type { MyDevice } from '#contract/device'

/** What the script of `/devices` starts with: the JSON in `#data`. */
export interface DevicesData {
  /** As they are drawn, to see when that is out of date; `null` for a stranger. */
  devices: readonly MyDevice[] | null
  /** Whether a passkey can prove whoever looks at the page. */
  passkeys: boolean
  /** Said when the server does not answer. */
  failed: string
}
