import * as v from 'valibot'

import { BindingId } from './ids.ts'
import { LinkStatus } from './link.ts'
import { Notices } from './notice.ts'

/** Gives the TV up after `goodbye_seconds`; asks whether to stay, leave or give up; or leaves the app. */
export const BackOnHome = v.picklist(['unbind', 'ask', 'exit'])
export type BackOnHome = v.InferOutput<typeof BackOnHome>

/** `GET /hello` → 200: to whom this device is bound. */
export const Hello = v.object({
  name: v.string(),
  /** `#RRGGBB`. */
  color: v.string(),
  binding: BindingId,
  link: v.nullable(LinkStatus),
  /** Seconds in which a Back on the home screen can be taken back; 0 means at once. */
  goodbye_seconds: v.number(),
  /** What Back does on the home screen; `null`, or nothing, leaves it to what the TV's platform asks of its apps. */
  back_on_home: v.optional(v.nullable(BackOnHome)),
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
