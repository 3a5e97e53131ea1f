import * as v from 'valibot'

/** Who is signed in on this phone: answer of `GET` and `POST /session`. */
export const Account = v.object({
  username: v.string(),
  name: v.string(),
  /** `#RRGGBB`. */
  color: v.string(),
})
export type Account = v.InferOutput<typeof Account>
