import {
  type PublicKeyCredentialCreationOptionsJSON,
  startRegistration,
} from '@simplewebauthn/browser'

import type { PasskeyRegistration } from '#contract/passkey'

import type { Calls, PasskeyOptions } from '../calls.ts'
import type { Proof } from '../steps/event.ts'
import { ceremony, heard, type Picked } from './ask.ts'

/** Makes a passkey for the next time. */
export async function makePasskey(calls: Calls): Promise<Proof<null>> {
  return ceremony(await calls.passkeyOptions('make'), make, calls.keepPasskey)
}

function make(options: PasskeyOptions): Promise<Picked<PasskeyRegistration>> {
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON
  return heard(startRegistration({ optionsJSON }))
}
