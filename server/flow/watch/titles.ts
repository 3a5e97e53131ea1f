import type { Catalogue, Title } from '#contract/title'

import type { RailEntry, TitleEntry } from '../../config-rails.ts'
import type { Device } from '../../credentials/access-token.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { BoundAccount } from '../../store/store.ts'
import type { Parts } from '../parts.ts'

/** What there is to watch, for devices that are bound. Where the videos lie it does not say. */
export async function titles(parts: Parts, device: Device): Promise<Catalogue | Refusal> {
  const known = await catalogueFor(parts, device)
  if (isRefusal(known)) return known
  return { rails: known.rails.map((rail) => ({ ...rail, titles: rail.titles.map(shown) })) }
}

/**
 * The catalogue, and whose the device is. Only who is bound has it read, so that no stranger makes us ask the operator's
 * server.
 */
export async function catalogueFor(
  parts: Parts,
  device: Device,
): Promise<{ bound: BoundAccount; rails: readonly RailEntry[] } | Refusal> {
  const { bound } = await parts.store.deviceState(device.deviceId, parts.now())
  if (bound === null) return refuse('device_not_bound', { members: { link: null } })
  const rails = await parts.catalogue.rails()
  if (rails === 'unavailable') {
    return refuse('busy', { retryAfterSeconds: parts.config.outside.cooldownSeconds })
  }
  return { bound, rails }
}

function shown({ id, title, description, color, poster }: TitleEntry): Title {
  return { id, title, description, color, poster }
}
