import * as v from 'valibot'

const coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))

const members = { kty: v.literal('EC'), crv: v.literal('P-256'), x: coordinate, y: coordinate }

/**
 * A TV's ephemeral public key, made for one link request (RFC 7517 §4, RFC 7518 §6.2): what a phone app encrypts to. Whoever
 * sends one sends nothing else of it, least of all the private half.
 */
export const LinkKey = v.strictObject(members)
export type LinkKey = v.InferOutput<typeof LinkKey>

/** The same as it is told. */
export const ToldLinkKey = v.object(members)

/** What a TV may send with `POST /auth/device_authorization`, form-encoded: its key as JSON. */
export const LinkKeyParameter = v.object({
  link_key: v.optional(v.pipe(v.string(), v.maxLength(300))),
})

/** The text whose SHA-256, as base64url, is the key's thumbprint (RFC 7638 §3). */
export function thumbprintText({ crv, kty, x, y }: LinkKey): string {
  return JSON.stringify({ crv, kty, x, y })
}

/** Characters of a payload: with the rest of the call it fits a body of 8 kB. */
export const PAYLOAD_MAX_LENGTH = 6144

/**
 * What a phone app hands to the TV through us, for the TV's eyes only: a compact JWE (RFC 7516 §7.1), `ECDH-ES` and
 * `A256GCM`, whose protected header names in `apv` (RFC 7518 §4.6.1.3) the handle it is for, as base64url.
 */
export const SealedPayload = v.pipe(
  v.string(),
  v.maxLength(PAYLOAD_MAX_LENGTH),
  v.regex(/^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
)

/** `POST /link/payload` by the TV: what the approval brought for it. */
export const PayloadRequest = v.strictObject({
  link_id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/)),
})
export type PayloadRequest = v.InferOutput<typeof PayloadRequest>

/** `null` when the approval brought none, or the binding that it made has ended. */
export const PayloadResponse = v.object({ payload: v.nullable(SealedPayload) })
export type PayloadResponse = v.InferOutput<typeof PayloadResponse>
