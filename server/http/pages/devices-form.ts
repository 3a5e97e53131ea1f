import * as v from 'valibot'
import { NewPasswordRequest } from '#contract/account'
import { Credentials } from '#contract/authorize'
import { DeviceLabel } from '#contract/device'
import { DeviceId } from '#contract/ids'
import { KeyId } from '#contract/phone-key'
import type { Action } from '#pages/devices-page'

import { isRefusal, type Refusal } from '../../errors.ts'
import { deleteMine } from '../../flow/account/delete-mine.ts'
import { devicesSeen, takenHeard } from '../../flow/account/devices-seen.ts'
import { endSessions } from '../../flow/account/end-sessions.ts'
import { type AccountExport, exportAccount } from '../../flow/account/export.ts'
import { removeKey } from '../../flow/account/my-keys.ts'
import { removePasskey } from '../../flow/account/my-passkeys.ts'
import { newPassword } from '../../flow/account/new-password.ts'
import { optIn } from '../../flow/account/opt-in.ts'
import { renameDevice } from '../../flow/account/rename-device.ts'
import { signOutDevices } from '../../flow/account/sign-out-devices.ts'
import { disown } from '../../flow/device/disown.ts'
import type { Caller, Parts } from '../../flow/parts.ts'
import { type NewSession, startSession } from '../../flow/sign-in/session.ts'
import type { SignedIn } from '../../flow/sign-in/signed-in.ts'

const device = DeviceId
const moment = v.pipe(v.string(), v.regex(/^\d{1,12}$/))
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,1364}$/))
const password = NewPasswordRequest.entries.password

/** `POST /devices/form`: what a page without scripts asks for. */
export const DevicesForm = v.variant('action', [
  v.strictObject({ action: is('rename'), device, name: DeviceLabel }),
  v.strictObject({ action: is('sign_out'), device }),
  v.strictObject({ action: is('sign_out_all') }),
  v.strictObject({ action: is('seen'), at: moment }),
  v.strictObject({ action: is('taken_heard'), at: moment }),
  v.strictObject({ action: is('disown'), device }),
  v.strictObject({ action: is('end_session'), session: id }),
  v.strictObject({ action: is('end_sessions') }),
  v.strictObject({ action: is('remove_passkey'), passkey: id }),
  v.strictObject({ action: is('remove_key'), key: KeyId }),
  v.strictObject({ action: is('qr_sign_in'), on: v.picklist(['yes', 'no']) }),
  // The user name stands in the form for password stores alone; whose account it is, the session says.
  v.strictObject({
    action: is('prove'),
    username: v.string(),
    password: Credentials.entries.password,
  }),
  v.strictObject({ action: is('password'), username: v.string(), password }),
  v.strictObject({ action: is('export') }),
  v.strictObject({ action: is('delete') }),
])
export type DevicesForm = v.InferOutput<typeof DevicesForm>

function is<A extends Action>(action: A) {
  return v.literal(action)
}

/** What the page says after a form, by the last part of its sentence's name. */
export type Done =
  | 'Renamed'
  | 'SignedOut'
  | 'Disowned'
  | 'Removed'
  | 'KeyRemoved'
  | 'Qr'
  | 'Added'
  | 'Password'
  | 'Deleted'

/** What came of a form. */
export interface FormResult {
  /** `null` where the page itself shows it. */
  done: Done | null
  /** The browser's session from now on; `ended` when it has none any more. */
  session?: NewSession | 'ended'
  /** To be answered as a file, instead of the page. */
  copy?: AccountExport
}

/** Does what a form asks for. */
export async function doForm(
  parts: Parts,
  form: DevicesForm,
  account: SignedIn,
  caller: Caller,
): Promise<FormResult | Refusal> {
  switch (form.action) {
    case 'rename':
      return (await renameDevice(parts, account, form.device, form.name)) ?? { done: 'Renamed' }
    case 'sign_out':
      await signOutDevices(parts, account, form.device)
      return { done: 'SignedOut' }
    case 'sign_out_all':
      await signOutDevices(parts, account, null)
      return { done: 'SignedOut' }
    case 'seen':
      await devicesSeen(parts, account, Number(form.at))
      return { done: null }
    case 'taken_heard':
      await takenHeard(parts, account, Number(form.at))
      return { done: null }
    case 'disown': {
      const disowned = await disown(parts, account, form.device)
      return isRefusal(disowned) ? disowned : { done: 'Disowned' }
    }
    case 'end_session': {
      const { own } = await endSessions(parts, account, form.session)
      return { done: 'SignedOut', ...(own ? { session: 'ended' } : {}) }
    }
    case 'end_sessions':
      await endSessions(parts, account, null)
      return { done: 'SignedOut' }
    default:
      return doProven(parts, form, account, caller)
  }
}

type ProvenForm = Extract<
  DevicesForm,
  {
    action:
      | 'remove_passkey'
      | 'remove_key'
      | 'qr_sign_in'
      | 'prove'
      | 'password'
      | 'export'
      | 'delete'
  }
>

/** The forms that prove the account once more, or need that it is. */
async function doProven(
  parts: Parts,
  form: ProvenForm,
  account: SignedIn,
  caller: Caller,
): Promise<FormResult | Refusal> {
  switch (form.action) {
    case 'remove_passkey': {
      const refusal = await removePasskey(parts, account, form.passkey, caller)
      return refusal ?? { done: 'Removed' }
    }
    case 'remove_key':
      return (await removeKey(parts, account, form.key, caller)) ?? { done: 'KeyRemoved' }
    case 'qr_sign_in':
      return (await optIn(parts, account, form.on === 'yes', caller)) ?? { done: 'Qr' }
    case 'prove': {
      const credentials = { username: account.username, password: form.password }
      const started = await startSession(parts, credentials, caller, account)
      return isRefusal(started) ? started : { done: null, session: started.session }
    }
    case 'password': {
      const session = await newPassword(parts, account, form.password, caller)
      return isRefusal(session) ? session : { done: 'Password', session }
    }
    case 'export': {
      const copy = await exportAccount(parts, account, caller)
      return isRefusal(copy) ? copy : { done: null, copy }
    }
    case 'delete':
      return (await deleteMine(parts, account, caller)) ?? { done: 'Deleted', session: 'ended' }
  }
}
