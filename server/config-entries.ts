import * as v from 'valibot'

/** Whole numbers as settings use them. */
export const seconds = v.pipe(v.number(), v.integer(), v.minValue(0))
export const color = v.pipe(v.string(), v.regex(/^#[0-9A-Fa-f]{6}$/, 'a colour as #RRGGBB'))

/** A user name as config.json and the command line take it. */
export const username = v.pipe(v.string(), v.regex(/^[\p{L}\p{N}._@+-]{1,64}$/u, 'a user name'))

/** Where other people's keys come from: over the open network only by https, since whoever changes them is everybody. */
export const keyUrl = v.pipe(
  v.string(),
  v.check(isHttpsOrLoopback, 'an https URL (http only on this machine)'),
)

/** RFC 8414 §2: an issuer is compared as it stands, to the last character. */
export const issuer = v.pipe(v.string(), v.minLength(1), v.maxLength(512))

const claimName = v.pipe(v.string(), v.minLength(1), v.maxLength(64))

export const Account = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  color,
  /** argon2id in PHC form, as `couchlink accounts hash` prints it. */
  password: v.pipe(v.string(), v.startsWith('$argon2id$', 'an argon2id hash'), v.maxLength(256)),
})

/** Without a `jwksUri` the keys are found by discovery, and that begins at the issuer. */
function canBeAsked({ issuer, jwksUri }: { issuer: string; jwksUri: string | null }): boolean {
  return jwksUri !== null || isHttpsOrLoopback(issuer)
}

const CAN_BE_ASKED = 'a jwksUri, since the issuer is no https URL to ask for its keys'

/** A TV platform whose signed assertions say which device it is. */
export const Platform = v.pipe(
  v.strictObject({
    /** Begins the deviceId, so it stays as it is: `<name>_<subject>`. */
    name: v.pipe(
      v.string(),
      v.regex(/^[a-z0-9]{1,11}$/, 'at most 11 lower-case letters and digits'),
      v.check((name) => name !== 'key' && name !== 'link', 'another name than "key" and "link"'),
    ),
    issuer,
    /** Where its keys lie; unset, its OpenID discovery document says so. */
    jwksUri: v.optional(v.nullable(keyUrl), null),
    audience: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
    /** The form of its `sub`, such as `urn:platform:device:{deviceId}`. */
    subject: v.optional(
      v.pipe(
        v.string(),
        v.check((text) => text.split('{deviceId}').length === 2, 'a pattern with one {deviceId}'),
      ),
      '{deviceId}',
    ),
  }),
  v.check((entry) => canBeAsked(entry), CAN_BE_ASKED),
)

/** The operator's own identity provider, whose tokens stand for an account where an account session does. */
export const AccountIssuer = v.pipe(
  v.strictObject({
    issuer,
    jwksUri: v.optional(v.nullable(keyUrl), null),
    audience: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
    /** The claim that holds the user name of an account here. */
    claim: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64)), 'sub'),
  }),
  v.check((entry) => canBeAsked(entry), CAN_BE_ASKED),
)

/** An OpenID provider at which people sign in (OpenID Connect Core §3.1). Register `<publicUrl>/session/oidc/callback` there. */
export const OidcProvider = v.strictObject({
  /** Its discovery document lies below (OpenID Connect Discovery §4). */
  issuer: v.pipe(
    v.string(),
    v.maxLength(512),
    v.check(isHttpsOrLoopback, 'an https URL (http only on this machine)'),
  ),
  clientId: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  /** Unset, we are a public client; PKCE is used in any case. */
  clientSecret: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(512))), null),
  /** As the button calls it: "Sign in with …". */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
  scope: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^openid( [\x21\x23-\x5B\x5D-\x7E]+)*$/, 'a scope that begins with "openid"'),
    ),
    'openid profile',
  ),
  /** Which claims name the person; an account is known by `iss` and `sub` alone. */
  claims: v.optional(
    v.strictObject({
      username: v.optional(claimName, 'preferred_username'),
      name: v.optional(claimName, 'name'),
      /** A colour as #RRGGBB; where the claim is none, one is derived. */
      color: v.optional(v.nullable(claimName), null),
    }),
    {},
  ),
})
export type OidcProvider = v.InferOutput<typeof OidcProvider>

/** PEM files, relative to the working directory. */
export const Tls = v.strictObject({
  /** The certificate and those between it and the root. */
  cert: v.pipe(v.string(), v.minLength(1)),
  key: v.pipe(v.string(), v.minLength(1)),
})
export type Tls = v.InferOutput<typeof Tls>

const ruling = v.picklist(['allow', 'warn', 'deny'])

/**
 * What to make of facts about TV and phone: `warn` asks for a second tap, `deny` refuses. Beside them stands the number
 * match, which doubt asks for in any case and no rule here can switch off.
 */
export const RISK_RULES = {
  /** TV and phone are in different networks, and the account has no TV there: the number match settles it. */
  otherNetwork: v.optional(ruling, 'allow'),
  /** One of the networks is in doubt: the number match settles it. */
  unknownNetwork: v.optional(ruling, 'allow'),
  /** TV and phone are in different countries. */
  otherCountry: v.optional(ruling, 'warn'),
  /** Countries are told (`countryHeader`), but not of both sides. */
  unknownCountry: v.optional(ruling, 'warn'),
  /** TV or phone comes from an address in `listed`. */
  listedAddress: v.optional(ruling, 'deny'),
  /** Addresses and networks (CIDR) with a bad name, such as the exits of anonymous proxies. */
  listed: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^[0-9A-Fa-f.:/]+$/, 'an address or a network'))),
      v.maxLength(20_000),
    ),
    [],
  ),
  /** The header in which a configured proxy says the caller's country, such as `CF-IPCountry`. Unset, countries are not judged. */
  countryHeader: v.optional(
    v.nullable(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/), v.toLowerCase())),
    null,
  ),
}

/** Whoever can change an answer of plain http can sign as somebody else; on this machine nobody can. */
export function isHttpsOrLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/
