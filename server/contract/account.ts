import * as v from 'valibot'

/** How a person can prove an account: `oidc` is the operator's own identity provider. */
export const SignInMethod = v.picklist(['password', 'passkey', 'oidc'])
export type SignInMethod = v.InferOutput<typeof SignInMethod>

/** Who is signed in on this phone: answer of `GET` and `POST /session`. */
export const Account = v.object({
  username: v.string(),
  name: v.string(),
  /** `#RRGGBB`. */
  color: v.string(),
  /** How this session was begun or last proven; `null` for a token of `accountIssuers`. */
  method: v.nullable(SignInMethod),
  /** How many passkeys the account has; `null` where this address cannot have any. */
  passkeys: v.nullable(v.number()),
  /** TVs that other phones connected since this one last looked at them. */
  new_devices: v.number(),
})
export type Account = v.InferOutput<typeof Account>

/** As people may call themselves. */
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64))
const newPassword = v.pipe(v.string(), v.minLength(1), v.maxLength(256))

/** `POST /account`: makes one's own account, where the operator allows it. Answers like `POST /session`. */
export const SignUpRequest = v.strictObject({
  username: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)),
  name,
  password: newPassword,
})
export type SignUpRequest = v.InferOutput<typeof SignUpRequest>

/** `POST /account/password`: ends every other session. Asks for a fresh proof of the account. */
export const NewPasswordRequest = v.strictObject({ password: newPassword })
export type NewPasswordRequest = v.InferOutput<typeof NewPasswordRequest>
