import * as v from 'valibot'

/**
 * `POST /auth/code`, form-encoded, by a page at one of the client's origins, or by its back end with the secret: what became
 * of the link request. While nobody has decided it hears what RFC 8628 §3.5 says; after the yes it gets a one-time key
 * for the back end.
 */
export const CodeRequest = v.object({
  device_code: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
  client_id: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
  client_secret: v.optional(v.pipe(v.string(), v.maxLength(512))),
})
export type CodeRequest = v.InferOutput<typeof CodeRequest>

/** The one-time key is an authorization code (RFC 6749 §4.1.2); another one takes its place when it is asked for again. */
export const CodeResponse = v.object({
  code: v.string(),
  /** Seconds. */
  expires_in: v.number(),
})
export type CodeResponse = v.InferOutput<typeof CodeResponse>

/** Who signed in, beside the tokens that the back end gets for its one-time key. */
export const SignedInPerson = v.object({
  /** The account's id, which stays; the name may change. */
  id: v.string(),
  name: v.string(),
  color: v.string(),
})
export type SignedInPerson = v.InferOutput<typeof SignedInPerson>

/** `PATCH /account`: whether this account may sign in on web sites by QR, where a site asks people to switch it on first. */
export const OptInRequest = v.strictObject({ site_sign_in: v.boolean() })
export type OptInRequest = v.InferOutput<typeof OptInRequest>
