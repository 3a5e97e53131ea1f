import * as v from 'valibot'

import { Handle } from './ids.ts'

const QrAuthResponse = v.object({
  /** The handle, which stands in the QR behind `/L#`. */
  sessionDataKey: Handle,
  tenantDomain: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** The phone app's. */
  clientID: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  response: v.optional(v.picklist(['SUCCESSFUL', 'DENIED']), 'SUCCESSFUL'),
  /** Ours: the person has seen the warning behind `risk_warned`, and goes on. */
  acknowledged: v.optional(v.boolean(), false),
})
export type QrAuthResponse = v.InferOutput<typeof QrAuthResponse>

/**
 * `POST /qr-auth/authenticate`, as phone apps for WSO2's QR authenticator send it: plain, or wrapped as `authResponse`.
 * Whatever else stands in it is not looked at, a user name least of all.
 */
export const QrAuthRequest = v.pipe(
  v.union([
    v.object({ authResponse: QrAuthResponse }),
    // What is wrapped is never read as plain, so that there are no two ways to understand one body.
    v.object({ ...QrAuthResponse.entries, authResponse: v.optional(v.never()) }),
  ]),
  v.transform((body): QrAuthResponse => body.authResponse ?? (body as QrAuthResponse)),
)

/** Answer to a yes while phone and screen are not known to be at home: the phone shows the number and sends its yes again. */
export const QrAuthMatch = v.object({
  status: v.literal('MATCH'),
  number: v.pipe(v.string(), v.regex(/^[1-9]{3}$/)),
})
export type QrAuthMatch = v.InferOutput<typeof QrAuthMatch>

/** Query of `GET /qr-auth/check-status`. */
export const QrAuthQuery = v.object({ sessionDataKey: Handle })

/** Answer of `GET /qr-auth/check-status`. */
export const QrAuthStatus = v.object({
  status: v.picklist(['PENDING', 'COMPLETED', 'DENIED', 'EXPIRED']),
})
export type QrAuthStatus = v.InferOutput<typeof QrAuthStatus>
