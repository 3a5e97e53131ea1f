import * as v from 'valibot'

import { BindingId } from './ids.ts'
import { LinkStatus } from './link.ts'
import { Notices } from './notice.ts'

/** `GET /hello` → 200: to whom this device is bound. */
export const Hello = v.object({
  name: v.string(),
  /** `#RRGGBB`. */
  color: v.string(),
  binding: BindingId,
  link: v.nullable(LinkStatus),
  /** Seconds in which a Back on the home screen can be taken back; 0 means at once. */
  goodbye_seconds: v.number(),
  /** Only when asked for with `?notices`. */
  notices: v.optional(Notices),
})
export type Hello = v.InferOutput<typeof Hello>

/** `GET /hello` → 401 `device_not_bound`. */
export const NotBound = v.looseObject({
  code: v.literal('device_not_bound'),
  link: v.nullable(LinkStatus),
  notices: v.optional(Notices),
})
export type NotBound = v.InferOutput<typeof NotBound>

/** `POST /goodbye`: gives up that binding and no later one; without a body the current one. */
export const GoodbyeRequest = v.strictObject({ binding: BindingId })
export type GoodbyeRequest = v.InferOutput<typeof GoodbyeRequest>
