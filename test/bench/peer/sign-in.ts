import type { DeviceAuthorization } from '#contract/link'
import { DEVICE_CODE } from '#contract/token'
import { bodyOf, type Connections } from '../connection.ts'
import { CLIENT_ID, PEER_SCOPE } from './names.ts'
import { PeerPhone } from './phone.ts'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** One whole sign-in at the peer: code, page opened, confirmed, tokens, and who the person is. */
export async function peerSignIn(connections: Connections, phone: PeerPhone): Promise<void> {
  const post = async <T>(path: string, form: Record<string, string>): Promise<T> => {
    const body = new URLSearchParams({ client_id: CLIENT_ID, ...form }).toString()
    return bodyOf<T>(await connections.send({ method: 'POST', path, headers: FORM, body }), 200)
  }
  const link = await post<DeviceAuthorization>('/device/auth', { scope: PEER_SCOPE })
  await phone.confirm(await phone.open(link.verification_uri_complete))
  const tokens = await post<{ access_token: string; id_token: string; refresh_token: string }>(
    '/token',
    { grant_type: DEVICE_CODE, device_code: link.device_code },
  )
  if (!tokens.id_token || !tokens.refresh_token) throw new Error('a token is missing')
  const headers = { Authorization: `Bearer ${tokens.access_token}` }
  bodyOf(await connections.send({ method: 'GET', path: '/me', headers }), 200)
}

/** Sign-ins to be repeated by workers with a phone each, since a phone's session holds one form at a time. */
export async function peerSignInStep(
  connections: Connections,
): Promise<(worker: number) => Promise<void>> {
  const phones = PeerPhone.all(connections)
  // The first one signs in and consents; all later ones find a session and a grant.
  for (const phone of phones) await peerSignIn(connections, phone)
  return async (worker) => {
    const phone = phones[worker % phones.length]
    if (phone === undefined) throw new Error('no phone')
    await peerSignIn(connections, phone)
  }
}
