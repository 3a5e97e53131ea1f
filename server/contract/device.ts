import * as v from 'valibot'

import { DeviceId } from './ids.ts'

/** One of my TVs. */
export const MyDevice = v.object({
  id: DeviceId,
  /** As the person calls it, else as it calls itself. */
  name: v.nullable(v.string()),
  model: v.nullable(v.string()),
  /** As the operator calls the app, `null` for a TV that runs Couchlink's own. */
  app: v.nullable(v.string()),
  /** Masked, such as `192.0.2.…`; `null` where not known. */
  address: v.nullable(v.string()),
  /** Whether it asked from the network in which this phone is now. */
  here: v.boolean(),
  /** Epoch seconds, like all moments here. */
  bound_at: v.number(),
  /** When the binding ends by itself. */
  until: v.nullable(v.number()),
  /** Its last hello; `null` before the first. */
  seen_at: v.nullable(v.number()),
  /** It said hello so lately that it must be on. */
  on: v.boolean(),
  /** Another phone connected it, and this one has not looked at it yet. */
  new: v.boolean(),
})
export type MyDevice = v.InferOutput<typeof MyDevice>

/** A TV that was mine until somebody connected it to another account; to whose is not told. */
export const TakenDevice = v.object({
  id: DeviceId,
  /** As I called it, else as it called itself. */
  name: v.nullable(v.string()),
  model: v.nullable(v.string()),
  taken_at: v.number(),
})
export type TakenDevice = v.InferOutput<typeof TakenDevice>

/** `GET /devices` with `Accept: application/json`. */
export const MyDevices = v.object({
  devices: v.array(MyDevice),
  /** In the last week, until `POST /devices/seen` says that it was looked at. */
  taken: v.array(TakenDevice),
})
export type MyDevices = v.InferOutput<typeof MyDevices>

/** What a person may call a TV: what fits on one line, without control characters. */
export const DeviceLabel = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(32),
  v.regex(/^[^\p{C}]+$/u),
)

/** `PATCH /devices/:id`. */
export const RenameRequest = v.strictObject({ name: DeviceLabel })
