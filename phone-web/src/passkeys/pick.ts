import {
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'

import type { PasskeySignIn } from '#contract/passkey'

import type { PasskeyOptions } from '../calls.ts'
import { heard, type Picked } from './ask.ts'

/** @param quietly offers passkeys where the browser fills in user names, instead of in a dialog */
export function pick(options: PasskeyOptions, quietly: boolean): Promise<Picked<PasskeySignIn>> {
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
  return heard(startAuthentication({ optionsJSON, useBrowserAutofill: quietly }))
}

/** Ends what {@link pick} has begun quietly. */
export function cancel(): void {
  WebAuthnAbortService.cancelCeremony()
}
