import type { Titles } from '#contract/title'

import type { Device } from '../../credentials/access-token.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { Parts } from '../parts.ts'

/** What there is to watch, for devices that are bound. */
export async function titles(parts: Parts, device: Device): Promise<Titles | Refusal> {
  const { bound } = await parts.store.deviceState(device.deviceId, parts.now())
  if (bound === null) return refuse('device_not_bound', { members: { link: null } })
  return { titles: parts.config.titles.map((title) => ({ ...title })) }
}
