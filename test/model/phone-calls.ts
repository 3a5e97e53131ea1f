import { SoftPasskey } from '../support/authenticator.ts'
import type { Phone } from '../support/phone.ts'
import { freshPair, type KeyPair, keyIdOf, signApproval } from '../support/phone-key.ts'
import { BASE } from './answered.ts'
import type { Answer, Calls } from './calls.ts'
import type { Place } from './cast.ts'
import { said } from './said.ts'

type PhoneCalls = Pick<
  Calls,
  | 'signIn'
  | 'signOut'
  | 'details'
  | 'approve'
  | 'deny'
  | 'myDevices'
  | 'seeDevices'
  | 'signOutDevices'
  | 'disown'
  | 'endSessions'
  | 'newPassword'
  | 'deleteMine'
  | 'addPasskey'
  | 'signInByPasskey'
  | 'addKey'
  | 'removeKey'
  | 'myKeys'
>

/**
 * What phones call over HTTP.
 *
 * @param phoneAt a phone by its place in the list of phones, somewhere
 * @param added all passkeys and keys that ever were, whosever pocket they are in
 */
export function phoneCalls(
  phoneAt: (phone: number, place: Place) => Phone,
  { passkeys, keys }: { passkeys: SoftPasskey[]; keys: KeyPair[] },
  clock: { now: number },
): PhoneCalls {
  const send = async (phone: number, method: string, path: string): Promise<Answer> => {
    const accept = { accept: 'application/json' }
    return said(await phoneAt(phone, 'home').send(method, path, undefined, accept))
  }
  const post = async (phone: number, place: Place, path: string, json: object): Promise<Answer> =>
    said(await phoneAt(phone, place).post(path, json))

  /** By the name under which browsers have passkeys; a proxy stands between. */
  const postHere = async (phone: number, path: string, json: object): Promise<Answer> => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-host': 'localhost' }
    const at = phoneAt(phone, 'home')
    return said(await at.send('POST', path, JSON.stringify(json), headers))
  }

  return {
    signIn: (phone, credentials, place) => post(phone, place, '/session', credentials),
    signOut: (phone) => send(phone, 'DELETE', '/session'),
    details: (phone, finder, place) => post(phone, place, '/link/details', finder),
    async approve(phone, finder, proof, more, place) {
      const handle = 'handle' in finder ? finder.handle : ''
      const pair = keys[proof?.key ?? -1]
      const says = { handle, origin: phoneAt(phone, place).url, iat: clock.now }
      const signed = pair === undefined ? {} : { approval: await signApproval(pair, says) }
      const said = { ...finder, ...proof?.credentials, ...signed, ...more, decision: 'approve' }
      return post(phone, place, '/authorize', said)
    },
    deny: (handle) => post(0, 'nowhere', '/authorize', { handle, decision: 'deny' }),

    myDevices: (phone) => send(phone, 'GET', '/devices'),
    seeDevices: (phone) => send(phone, 'POST', '/devices/seen'),
    signOutDevices: (phone, deviceId) =>
      send(phone, 'DELETE', deviceId === null ? '/devices' : `/devices/${deviceId}`),
    disown: (phone, deviceId) => send(phone, 'POST', `/devices/${deviceId}/disown`),
    async endSessions(phone, of) {
      if (of === null) return send(phone, 'DELETE', '/sessions')
      // Which session that is, only the phone itself can say.
      const { body } = await send(of, 'GET', '/sessions')
      const sessions = (body['sessions'] ?? []) as { id: string; current: boolean }[]
      const id = sessions.find(({ current }) => current)?.id ?? 'nobody'
      return send(phone, 'DELETE', `/sessions/${id}`)
    },
    newPassword: (phone, password) => post(phone, 'home', '/account/password', { password }),
    async addPasskey(phone) {
      const asked = await postHere(phone, '/passkeys/options', {})
      if (asked.code !== null) return asked
      const passkey = new SoftPasskey()
      const made = passkey.create(asked.body as never, BASE)
      const added = await postHere(phone, '/passkeys', made)
      if (added.code === null) passkeys.push(passkey)
      return added
    },
    async signInByPasskey(phone, place) {
      const asked = await postHere(phone, '/session/passkey/options', {})
      const used = passkeys[place]?.get(asked.body as never, BASE)
      return used === undefined ? asked : postHere(phone, '/session/passkey', used)
    },
    async addKey(phone) {
      const pair = freshPair()
      const added = await post(phone, 'home', '/keys', { key: pair.jwk })
      if (added.code === null) keys.push(pair)
      return added
    },
    removeKey: (phone, key) => send(phone, 'DELETE', `/keys/${idOf(keys[key])}`),
    myKeys: (phone) => send(phone, 'GET', '/keys'),
    deleteMine: (phone) => send(phone, 'DELETE', '/account'),
  }
}

/** Of one that was never registered, if there is no such key. */
function idOf(pair: KeyPair | undefined): string {
  return pair === undefined ? 'nobody' : keyIdOf(pair.jwk)
}
