import { type Refusal, refuse } from '../../errors.ts'
import type { Parts } from '../parts.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'
import { tellUnbound } from './tell-unbound.ts'

/** What "this wasn't me" took back, in numbers. */
export interface Disowned {
  devices: number
  sessions: number
  passkeys: number
  phone_keys: number
}

/**
 * "This wasn't me": the TV is given up, and with it goes all that the phone did which connected it. Whoever did that
 * knows a way in, so the person is asked for a new password next; only a session cannot be known by it.
 */
export async function disown(
  parts: Parts,
  { accountId, username, session }: SignedIn,
  deviceId: string,
): Promise<Disowned | Refusal> {
  const undone = await parts.store.disownDevice({
    accountId,
    deviceId,
    // No session has an empty id: a token of `accountIssuers` keeps none.
    keepSessionId: session?.sessionId ?? '',
  })
  if (undone === null) return refuse('not_found')
  const { devices, sessions, passkeys, phoneKeys } = undone
  parts.log.warn(
    { deviceId, account: username, devices: devices.length, sessions, passkeys, phoneKeys },
    'A person says that somebody else connected this device. What was done with it is undone.',
  )
  await tellUnbound(parts, devices)
  return { devices: devices.length, sessions, passkeys, phone_keys: phoneKeys }
}
