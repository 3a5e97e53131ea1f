import type { MediaRight } from '../../credentials/media-token.ts'
import { type Refusal, refuse } from '../../errors.ts'
import type { Parts } from '../parts.ts'

/**
 * Whether what lies at this path may be fetched with that token, just now.
 *
 * @param path below the media folder, such as `tide/part-0.m4s`
 */
export async function mayFetch(
  parts: Parts,
  token: string,
  path: string,
): Promise<MediaRight | Refusal> {
  const right = parts.mediaTokens.verify(token)
  if (right === null || !path.startsWith(right.folder)) return refuse('media_token_ended')
  return (await stillStands(parts, right)) ? right : refuse('device_not_bound')
}

/** Nothing plays on after unbinding: the binding for which the address was made is read from the database each time. */
export async function stillStands(
  { store, now }: Parts,
  { deviceId, bindingId }: MediaRight,
): Promise<boolean> {
  const { bound } = await store.deviceState(deviceId, now())
  return bound?.bindingId === bindingId
}
