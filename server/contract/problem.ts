import * as v from 'valibot'

/**
 * Every way in which Couchlink says no, outside the OAuth endpoints: the HTTP status and the sentence for the person.
 * The wire form is RFC 9457 `application/problem+json` with the member `code`.
 */
export const PROBLEMS = {
  bad_request: [400, 'This request is not in the form the server understands.'],
  invalid_token: [401, 'This device must prove again which device it is.'],
  invalid_dpop_proof: [401, 'This call does not prove that it comes from the key of its token.'],
  device_not_bound: [401, 'This device is not connected to an account.'],
  sign_in_failed: [401, 'Wrong name or password.'],
  sign_in_required: [401, 'Please sign in first.'],
  cross_site: [403, 'This request came from another site.'],
  not_at_home: [
    403,
    'Phone and TV are not known to be in the same home. Connect this phone to the same Wi-Fi as the TV, then try again.',
  ],
  not_found: [404, 'There is nothing here.'],
  link_unknown: [404, 'This code is not known. Scan the one that is on the TV now.'],
  code_unknown: [
    404,
    'This code is not known, or it has run out. Check the letters on the TV and try again.',
  ],
  method_not_allowed: [405, 'This address does not take that method.'],
  link_denied: [409, 'This TV was refused. Scan the new code on the TV to start again.'],
  link_expired: [409, 'This code has run out. Scan the new one on the TV.'],
  link_superseded: [409, 'The TV shows a newer code. Scan that one.'],
  link_taken: [409, 'Somebody else is connecting this TV just now.'],
  match_missed: [409, 'The number was not the one on the phone. Scan the new code to start again.'],
  link_finished: [409, 'This code has been used. To connect again, scan the code on the TV.'],
  payload_too_large: [413, 'This request is too large.'],
  unsupported_media_type: [415, 'This address takes application/json.'],
  host_not_allowed: [421, 'The server does not know itself by this name.'],
  too_many_attempts: [429, 'Too many tries. Please wait a little.'],
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
