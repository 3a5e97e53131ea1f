import * as v from 'valibot'

import { SignInMethod } from './account.ts'

/** A phone or browser that is signed in. */
export const MySession = v.object({
  id: v.string(),
  /** What it seemed to be when it signed in, such as `Safari on iPhone`; `null` where that was not to be seen. */
  label: v.nullable(v.string()),
  method: SignInMethod,
  /** Masked, such as `192.0.2.…`. */
  address: v.string(),
  created_at: v.number(),
  last_used_at: v.number(),
  /** The one that asks. */
  current: v.boolean(),
})
export type MySession = v.InferOutput<typeof MySession>

/** `GET /sessions`. */
export const MySessions = v.object({ sessions: v.array(MySession) })
