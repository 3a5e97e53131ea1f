import * as v from 'valibot'

/** A passkey of mine. */
export const MyPasskey = v.object({
  /** The credential id (WebAuthn §4), base64url. */
  id: v.string(),
  /** Where it was made, such as `Chrome on Android`. */
  label: v.nullable(v.string()),
  created_at: v.number(),
  last_used_at: v.nullable(v.number()),
})
export type MyPasskey = v.InferOutput<typeof MyPasskey>

/** `GET /passkeys`. */
export const MyPasskeys = v.object({ passkeys: v.array(MyPasskey) })

const base64url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(6000))
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,1364}$/))
const credential = {
  id,
  rawId: id,
  type: v.literal('public-key'),
  authenticatorAttachment: v.optional(v.nullable(v.string())),
  clientExtensionResults: v.optional(v.record(v.string(), v.unknown()), {}),
}

/** `POST /session/passkey`: AuthenticationResponseJSON (WebAuthn Level 3 §5.1.8). Opens an account session. */
export const PasskeySignIn = v.object({
  ...credential,
  response: v.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: v.optional(v.nullable(base64url)),
  }),
})
export type PasskeySignIn = v.InferOutput<typeof PasskeySignIn>

/** `POST /passkeys`: RegistrationResponseJSON (WebAuthn Level 3 §5.1.8). Asks for a fresh proof of the account. */
export const PasskeyRegistration = v.object({
  ...credential,
  response: v.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: v.optional(v.array(v.pipe(v.string(), v.maxLength(32))), []),
  }),
})
export type PasskeyRegistration = v.InferOutput<typeof PasskeyRegistration>
