import { isRefusal } from '../../server/errors.ts'
import { addPasskey, askForNewPasskey } from '../../server/flow/account/add-passkey.ts'
import { addPhoneKey } from '../../server/flow/account/add-phone-key.ts'
import { deleteMine } from '../../server/flow/account/delete-mine.ts'
import { devicesSeen } from '../../server/flow/account/devices-seen.ts'
import { endSessions } from '../../server/flow/account/end-sessions.ts'
import { myDevices } from '../../server/flow/account/my-devices.ts'
import { myKeys, removeKey } from '../../server/flow/account/my-keys.ts'
import { newPassword } from '../../server/flow/account/new-password.ts'
import { signOutDevices } from '../../server/flow/account/sign-out-devices.ts'
import { disown } from '../../server/flow/device/disown.ts'
import type { Caller, Parts } from '../../server/flow/parts.ts'
import type { NewSession } from '../../server/flow/sign-in/session.ts'
import { askForPasskey, signInWithPasskey } from '../../server/flow/sign-in/sign-in-with-passkey.ts'
import type { SignedIn } from '../../server/flow/sign-in/signed-in.ts'
import { SoftPasskey } from '../support/authenticator.ts'
import { freshPair, type KeyPair, keyIdOf } from '../support/phone-key.ts'
import { answered, BASE, callerAt } from './answered.ts'
import type { Answer, Calls } from './calls.ts'
import type { Cookie } from './flow-calls.ts'

type AccountCalls = Pick<
  Calls,
  | 'myDevices'
  | 'seeDevices'
  | 'signOutDevices'
  | 'disown'
  | 'endSessions'
  | 'newPassword'
  | 'addPasskey'
  | 'signInByPasskey'
  | 'addKey'
  | 'removeKey'
  | 'myKeys'
  | 'deleteMine'
>

/** The phones' browsers, by their place in the list of phones. */
interface Browsers {
  cookies: readonly (Cookie | null)[]
  keep(phone: number, session: NewSession): void
  signedIn(phone: number, caller: Caller): Promise<SignedIn | null>
  /** All that were ever added, whosever pocket they are in. */
  passkeys: SoftPasskey[]
  keys: KeyPair[]
}

/** What people who are signed in call about what is theirs. From where they do is asked of nobody. */
export function accountCalls(parts: () => Parts, browsers: Browsers): AccountCalls {
  const caller = callerAt('home')
  const as = (phone: number, work: (who: SignedIn) => Promise<object | null>): Promise<Answer> =>
    answered(async () => {
      const who = await browsers.signedIn(phone, caller)
      return who === null ? { refused: 'sign_in_required' } : work(who)
    })

  return {
    myDevices: (phone) => as(phone, (who) => myDevices(parts(), who, caller)),
    seeDevices: (phone) =>
      as(phone, async (who) => {
        await devicesSeen(parts(), who)
        return {}
      }),
    signOutDevices: (phone, deviceId) =>
      as(phone, async (who) => ({ ended: await signOutDevices(parts(), who, deviceId) })),
    disown: (phone, deviceId) => as(phone, (who) => disown(parts(), who, deviceId)),
    endSessions: (phone, of) =>
      as(phone, (who) => {
        // Whoever never signed in there has a session that nobody can name.
        const named = of === null ? null : (browsers.cookies[of]?.sessionId ?? 'nobody')
        return endSessions(parts(), who, named)
      }),
    newPassword: (phone, password) =>
      as(phone, async (who) => {
        const session = await newPassword(parts(), who, password, caller)
        if (isRefusal(session)) return session
        browsers.keep(phone, session)
        return {}
      }),
    addPasskey: (phone) =>
      as(phone, async (who) => {
        const asked = await askForNewPasskey(parts(), who, caller)
        if (isRefusal(asked)) return asked
        const passkey = new SoftPasskey()
        const added = await addPasskey(parts(), who, passkey.create(asked, BASE), caller)
        if (!isRefusal(added)) browsers.passkeys.push(passkey)
        return added
      }),
    signInByPasskey: (phone, place) =>
      answered(async () => {
        const asked = askForPasskey(parts(), caller)
        const passkey = browsers.passkeys[place]
        if (isRefusal(asked) || passkey === undefined) return { refused: 'passkey_failed' }
        const before = await browsers.signedIn(phone, caller)
        const sent = passkey.get(asked, BASE)
        const started = await signInWithPasskey(parts(), sent, caller, before)
        if (isRefusal(started)) return started
        browsers.keep(phone, started.session)
        return started.account
      }),
    addKey: (phone) =>
      as(phone, async (who) => {
        const pair = freshPair()
        const added = await addPhoneKey(parts(), who, { key: pair.jwk }, caller)
        if (!isRefusal(added)) browsers.keys.push(pair)
        return added
      }),
    removeKey: (phone, key) =>
      as(phone, (who) => {
        const pair = browsers.keys[key]
        return removeKey(parts(), who, pair === undefined ? 'nobody' : keyIdOf(pair.jwk), caller)
      }),
    myKeys: (phone) => as(phone, (who) => myKeys(parts(), who)),
    deleteMine: (phone) => as(phone, (who) => deleteMine(parts(), who, caller)),
  }
}
