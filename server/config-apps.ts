import * as v from 'valibot'

import { isHttpsOrLoopback, issuer, seconds } from './config-entries.ts'

/** Scheme, host and port, as a browser says it in `Origin`. */
const origin = v.pipe(
  v.string(),
  v.check(
    (text) => isHttpsOrLoopback(text) && new URL(text).origin === text,
    'an origin such as https://shop.example (http only on this machine)',
  ),
)

/** The `client_id` of an OAuth client; `tv` is every television's own. */
export const clientId = v.pipe(
  v.string(),
  v.regex(
    /^(?!tv$)[A-Za-z0-9._~-]{1,64}$/,
    'a client id of letters, digits, dots and dashes other than "tv"',
  ),
)

/** An app that speaks RFC 8628 instead of Couchlink's own client. Its key is its `client_id`. */
export const Client = v.pipe(
  v.strictObject({
    /** As the phone's page calls it. */
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    /** The hash that `couchlink clients secret` prints; a client with one must prove itself (RFC 6749 §2.1). */
    secret: v.optional(
      v.nullable(
        v.pipe(
          v.string(),
          v.regex(/^sha256:[A-Za-z0-9_-]{43}$/, 'the hash that "couchlink clients secret" prints'),
        ),
      ),
      null,
    ),
    /** Without `refresh_token` the app asks the person again when its access token ends; `client_credentials` is for back ends. */
    grants: v.optional(
      v.array(v.picklist(['device_code', 'refresh_token', 'client_credentials'])),
      ['device_code', 'refresh_token'],
    ),
    /**
     * A web site: pages of these origins may begin a sign-in, and its back end, which has the `secret`, learns who signed in.
     * Unset, it is no web site.
     */
    web: v.optional(
      v.nullable(
        v.strictObject({
          origins: v.pipe(v.array(origin), v.minLength(1), v.maxLength(20)),
        }),
      ),
      null,
    ),
    /** Only accounts that have switched sign-in by QR on. */
    optIn: v.optional(v.boolean(), false),
    /** The account must have been proven in the last ten minutes, also at home. */
    stepUp: v.optional(v.boolean(), false),
    /** What it may ask for; Couchlink gives them no meaning, the operator's other services may. */
    scopes: v.optional(
      v.array(
        v.pipe(
          v.string(),
          v.regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,64}$/, 'a scope without blanks (RFC 6749 §3.3)'),
        ),
      ),
      [],
    ),
    /** When app and phone are not known to be at home: say no, or settle it by three digits on both screens. */
    otherNetwork: v.optional(v.picklist(['refuse', 'match']), 'refuse'),
    /** Only for callers on the host's LAN, as a client that everybody knows should be. */
    hostLanOnly: v.optional(v.boolean(), false),
    /** Its own `link.ttlSeconds` and `link.intervalSeconds`. */
    ttlSeconds: v.optional(v.nullable(v.pipe(seconds, v.minValue(10))), null),
    intervalSeconds: v.optional(v.nullable(v.pipe(seconds, v.minValue(1))), null),
  }),
  v.check(
    ({ web, secret }) => web === null || secret !== null,
    'a "secret" beside "web": only the site\'s back end may learn who signed in',
  ),
  v.check(
    ({ grants, secret }) => !grants.includes('client_credentials') || secret !== null,
    'a "secret" beside the grant "client_credentials"',
  ),
)
export type Client = v.InferOutput<typeof Client>

/**
 * A tenant of the WSO2-compatible face (`/qr-auth/…`): whose phone apps may say yes, to which screens.
 */
export const Tenant = v.strictObject({
  /** The `clientID`s that its phone apps send. */
  clientIds: v.pipe(
    v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
    v.minLength(1),
    v.maxLength(50),
  ),
  /** The clients whose link requests are this tenant's: of `clients`, or `tv`. */
  screens: v.pipe(
    v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
    v.minLength(1),
    v.maxLength(50),
  ),
  /** The issuers (of `accountIssuers`) whose people are this tenant's. */
  issuers: v.pipe(v.array(issuer), v.minLength(1), v.maxLength(20)),
})
export type Tenant = v.InferOutput<typeof Tenant>

/** Such as `carbon.super`. */
export const tenantDomain = v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]{1,128}$/, 'a tenant domain'))

/** The operator's own phone app, which may open where the QR leads and sign people in by its own means. */
export const PHONE_APP_SETTINGS = {
  /** Origins of web views and web apps that may call the phone's endpoints with a token of theirs; never with a cookie. */
  origins: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.check(
            isAppOrigin,
            'an origin such as https://app.example or capacitor://localhost (http only on this machine)',
          ),
        ),
      ),
      v.maxLength(20),
    ),
    [],
  ),
  /** iOS: `<team id>.<bundle id>`, served as apple-app-site-association. */
  appleAppIds: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.regex(/^[A-Z0-9]{10}\.[A-Za-z0-9.-]{1,155}$/, 'TEAMID1234.com.example.app'),
        ),
      ),
      v.maxLength(10),
    ),
    [],
  ),
  /** Its number in the App Store, for Safari's banner. */
  appStoreId: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^\d{5,15}$/))), null),
  /** Android: package and the SHA-256 fingerprints of its signing certificates, served as assetlinks.json. */
  androidApps: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          package: v.pipe(v.string(), v.regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'com.example.app')),
          fingerprints: v.pipe(
            v.array(
              v.pipe(
                v.string(),
                v.regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/, 'a SHA-256 fingerprint as AA:BB:…'),
              ),
            ),
            v.minLength(1),
            v.maxLength(10),
          ),
        }),
      ),
      v.maxLength(10),
    ),
    [],
  ),
}

/** As a web view says it: a page's of https, or with a scheme of the app's own, which no page of the web can have. */
function isAppOrigin(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d+)?$/.test(text)) return false
  return !text.startsWith('http') || (isHttpsOrLoopback(text) && new URL(text).origin === text)
}
