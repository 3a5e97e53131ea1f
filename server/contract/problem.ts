import * as v from 'valibot'

/**
 * Every way in which Couchlink says no, outside the OAuth endpoints: the HTTP status and the sentence for the person, who
 * gets it in the language that they ask for (`phone-web/texts`).
 * The wire form is RFC 9457 `application/problem+json` with the member `code`.
 */
export const PROBLEMS = {
  bad_request: [400, 'Something in the form does not fit. Look it over and try again.'],
  /** The payload is for another link request, or the TV that shows this code takes none. */
  payload_refused: [400, 'This message is not meant for the TV that shows this code.'],
  tenant_mismatch: [400, 'This code is not one of that tenant.'],
  weak_password: [400, 'This password is too easy to guess.'],
  invalid_token: [401, 'This device must prove again which device it is.'],
  invalid_dpop_proof: [401, 'This call does not prove that it comes from the key of its token.'],
  approval_refused: [401, 'This is no approval by the key of a registered phone.'],
  client_not_registered: [401, 'This client is not registered here.'],
  media_token_ended: [401, 'This picture has to be asked for again.'],
  device_not_bound: [401, 'This device is not connected to an account.'],
  sign_in_failed: [401, 'Wrong name or password. Try again!'],
  sign_in_required: [401, 'Please sign in first.'],
  passkey_failed: [401, 'This passkey was not accepted. Try it again, or use your password.'],
  provider_refused: [401, 'Your sign-in provider did not confirm who you are. Please try again.'],
  /** The member `methods` says which of `password`, `passkey` and `oidc` would do. */
  reauthenticate: [403, 'Please prove once more that it is you.'],
  insufficient_scope: [403, 'This token may not do that.'],
  opt_in_required: [
    403,
    'Sign-in by QR code is off for your account. Switch it on under “My TVs”, then try again.',
  ],
  risk_warned: [403, 'Something about this sign-in is unusual. Look twice before you go on.'],
  risk_denied: [403, 'This sign-in is too unusual to be allowed from here.'],
  cross_site: [403, 'This request came from another site, so nothing was done.'],
  not_at_home: [
    403,
    'Phone and TV are not known to be in the same home. Connect this phone to the same Wi-Fi as the TV, then try again.',
  ],
  not_found: [404, 'There is nothing here.'],
  device_unknown: [404, 'There is no such device here.'],
  title_unknown: [404, 'This title is not there any more.'],
  link_unknown: [404, 'This code is not known. Scan the one that is on the TV now.'],
  code_unknown: [
    404,
    'This code is not known, or it has run out. Check the letters on the TV and try again.',
  ],
  method_not_allowed: [405, 'This address does not take that method.'],
  link_denied: [409, 'This TV was refused. Scan the new code on the TV to start again.'],
  link_expired: [409, 'This code has run out. Scan the new one on the TV.'],
  link_superseded: [409, 'The TV shows a newer code. Scan that one.'],
  link_taken: [409, 'Somebody else is connecting this TV just now. Try again in two minutes.'],
  username_taken: [409, 'This user name is taken. Choose another one.'],
  last_sign_in: [409, 'This is the only way to sign in to this account, so it stays.'],
  too_many_keys: [409, 'This account has as many phone keys as it can. Remove one first.'],
  too_many_passkeys: [409, 'This account has as many passkeys as it can. Remove one first.'],
  passkeys_unavailable: [409, 'Passkeys do not work at this address. They need https and a name.'],
  match_missed: [409, 'The number was not the one on the phone. Scan the new code to start again.'],
  link_finished: [409, 'This code has been used. To connect again, scan the code on the TV.'],
  payload_too_large: [413, 'This is too much at once.'],
  unsupported_media_type: [415, 'This address takes application/json.'],
  host_not_allowed: [
    421,
    'The server does not know itself by this name. Scan the code on the TV once more.',
  ],
  too_many_attempts: [429, 'Too many tries. Please wait a little.'],
  provider_unavailable: [503, 'Your sign-in provider does not answer just now. Try again soon.'],
  internal_error: [500, 'Something broke on our side. Nothing was changed.'],
  busy: [503, 'The server is busy. Please try again in a moment.'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof PROBLEMS

/** RFC 9457 problem details, with our stable `code`; unknown members are kept for the reader. */
export const Problem = v.looseObject({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.optional(v.string()),
})
export type Problem = v.InferOutput<typeof Problem>
