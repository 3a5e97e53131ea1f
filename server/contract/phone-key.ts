import * as v from 'valibot'

import { DeviceLabel } from './device.ts'
import { Handle } from './ids.ts'
import { LinkKey } from './link-key.ts'

/** The `typ` of an approval (RFC 7515 §4.1.9). */
export const APPROVAL_TYP = 'couchlink-approval+jwt'

/** Characters of a signed approval. */
export const APPROVAL_MAX_LENGTH = 1500

/**
 * A yes, signed by a key that a phone keeps: a compact JWS, `ES256`, its `kid` the key's id and its `typ`
 * {@link APPROVAL_TYP}. It names the link request, the server it is meant for, the moment and a nonce, so that it serves once, here, now.
 */
export const SignedApproval = v.pipe(
  v.string(),
  v.maxLength(APPROVAL_MAX_LENGTH),
  v.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/),
)

/** What stands in a signed approval. */
export const ApprovalClaims = v.strictObject({
  handle: Handle,
  /** The origin of the address in the QR, such as `https://tv.example`. */
  origin: v.string(),
  /** When it was signed, epoch seconds: within a minute of our clock. */
  iat: v.pipe(v.number(), v.integer()),
  /** At least 128 random bits as base64url; each serves once. */
  nonce: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22,64}$/)),
})
export type ApprovalClaims = v.InferOutput<typeof ApprovalClaims>

/** The id of a phone's key: its RFC 7638 thumbprint. */
export const KeyId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))

/** `POST /keys`: a signed-in phone registers a P-256 key whose private half never leaves it. */
export const NewKeyRequest = v.strictObject({ key: LinkKey, label: v.optional(DeviceLabel) })
export type NewKeyRequest = v.InferOutput<typeof NewKeyRequest>

/** One of my phones' keys, as `GET /keys` lists them. */
export const PhoneKey = v.object({
  id: KeyId,
  label: v.nullable(v.string()),
  created_at: v.number(),
  last_used_at: v.nullable(v.number()),
})
export type PhoneKey = v.InferOutput<typeof PhoneKey>

export const PhoneKeys = v.object({ keys: v.array(PhoneKey) })
export type PhoneKeys = v.InferOutput<typeof PhoneKeys>
