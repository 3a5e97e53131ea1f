import * as v from 'valibot'

import { BackOnHome } from '#contract/hello'
import { DeviceId } from '#contract/ids'

import { Client, clientId, PHONE_APP_SETTINGS, Tenant, tenantDomain } from './config-apps.ts'
import {
  Account,
  AccountIssuer,
  OidcProvider,
  Platform,
  RISK_RULES,
  seconds,
  Tls,
  username,
} from './config-entries.ts'
import { MESSAGE_SETTINGS, PlatformOAuth } from './config-messages.ts'
import { Rails } from './config-rails.ts'
import { WATCH_SETTINGS } from './config-watch.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const bytes = v.pipe(v.number(), v.integer(), v.minValue(256))
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))

const publicUrl = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^?#\s]+$/, 'an http or https URL without query and fragment'),
  v.check((text) => URL.canParse(text), 'a URL'),
  v.transform((text) => text.replace(/\/+$/, '')),
)

/** An object of `entries` in which every key may be left out. */
function section<const T extends v.ObjectEntries>(entries: T) {
  return v.optional(v.strictObject(entries), {} as never)
}

/**
 * Everything that can be set, with its default and the reason for it. Sources, later ones winning: these defaults,
 * `config.json`, the environment (`config-sources.ts`). Durations end in their unit.
 */
export const ConfigSchema = v.strictObject({
  port: v.optional(port, 8080),
  /** Which address to listen on; by default every one, IPv6 and IPv4. */
  host: v.optional(v.nullable(v.string()), null),
  /** The address that phones open, with a path if a proxy adds one. Unset, it follows from the address the TV used. */
  publicUrl: v.optional(v.nullable(publicUrl), null),
  /** Where database and keys lie, relative to the working directory. */
  dataDir: v.optional(v.pipe(v.string(), v.minLength(1)), 'data'),
  logLevel: v.optional(
    v.picklist(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
  ),
  /** Further names by which this server may be reached, beside its own, its addresses and `publicUrl`. */
  allowedHosts: v.optional(v.array(v.pipe(v.string(), v.toLowerCase())), []),
  /** Addresses or networks (CIDR) of the proxies whose `X-Forwarded-*` headers count. None by default. */
  trustedProxies: v.optional(v.array(v.pipe(v.string(), v.regex(/^[0-9A-Fa-f.:/]+$/))), []),

  accounts: v.optional(v.record(username, Account), {}),
  /** Devices that belong to an account before they ever showed a code: deviceId → user name. */
  devices: v.optional(v.record(DeviceId, username), {}),
  clients: v.optional(v.record(clientId, Client), {}),
  platforms: v.optional(v.pipe(v.array(Platform), v.maxLength(20)), []),
  accountIssuers: v.optional(v.pipe(v.array(AccountIssuer), v.maxLength(20)), []),
  /** Tenants of the WSO2-compatible face; without any there is none. */
  tenants: v.optional(v.record(tenantDomain, Tenant), {}),
  phoneApp: section(PHONE_APP_SETTINGS),
  /** How TVs are told: by our own MQTT alone, or those of a platform by its message service, too. */
  notifier: v.optional(v.picklist(['mqtt', 'senza']), 'mqtt'),
  /** Needed with `notifier: "senza"`. */
  oauth: v.optional(v.nullable(PlatformOAuth), null),
  messages: section(MESSAGE_SETTINGS),
  /** What there is to watch, unless `watch.catalogueUrl` says where that stands. */
  rails: v.optional(Rails, []),

  /** Who people are: local accounts, the operator's OpenID provider, or both. */
  identity: v.optional(
    v.pipe(
      v.strictObject({
        /** Whether people sign in here with password or passkey. Without it, `oidc` must be set. */
        local: v.optional(v.boolean(), true),
        /** Whether anybody who reaches the page may make an account. */
        signUp: v.optional(v.boolean(), false),
        oidc: v.optional(v.nullable(OidcProvider), null),
      }),
      v.check(
        ({ local, oidc }) => local || oidc !== null,
        'a provider in "oidc", or "local": true',
      ),
      v.check(({ local, signUp }) => local || !signUp, '"signUp" only beside "local": true'),
    ),
    {} as never,
  ),
  /** A certificate of our own, instead of a proxy's; both files are read again when they change. */
  tls: v.optional(v.nullable(Tls), null),
  passkeys: section({
    /**
     * The name that passkeys are bound to, for ever: of `publicUrl` or a parent of it. Unset, it is the host of
     * `publicUrl`, and `localhost` for a browser on this very machine.
     */
    rpId: v.optional(
      v.nullable(v.pipe(v.string(), v.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'a host name'))),
      null,
    ),
    /** Every phone and computer of a person, and a key in the drawer. */
    perAccount: v.optional(count, 20),
    /** How long the browser's dialog may stay open (WebAuthn §15.1). */
    challengeSeconds: v.optional(v.pipe(seconds, v.minValue(30)), 300),
    /** Used challenges are remembered until they run out, about 100 bytes each. */
    usedChallenges: v.optional(count, 20_000),
  }),
  phoneKeys: section({
    /** Every phone of a person, the ones in the drawer among them. */
    perAccount: v.optional(count, 10),
  }),
  risk: section(RISK_RULES),

  tv: section({
    /** How long a Back on the home screen can be taken back. 0 signs out at once, as the tutorial does. */
    goodbyeSeconds: v.optional(v.pipe(seconds, v.maxValue(30)), 5),
    /** What Back does on the home screen; `null` leaves it to what the TV's platform asks of its apps. */
    backOnHome: v.optional(v.nullable(BackOnHome), null),
    /** Whether a TV may make itself known with a key of its own; `false` leaves it to `devices` and `platforms`. */
    selfRegistration: v.optional(v.boolean(), true),
  }),
  watch: section(WATCH_SETTINGS),
  link: section({
    /** RFC 8628 suggests 30 min; ASVS 6.5.5 allows 10 at most, and the TV renews its code by itself. */
    ttlSeconds: v.optional(v.pipe(seconds, v.minValue(10)), 600),
    /** A person who has opened the page gets at least this much more time to type. */
    openedTtlSeconds: v.optional(seconds, 300),
    /** But no link request lives longer than this in all. */
    maxTtlSeconds: v.optional(seconds, 900),
    /** How long "opened" is shown after the last time the page was opened. */
    openedSeconds: v.optional(seconds, 90),
    /** RFC 8628 §3.2's default; a TV without a broker asks this often. */
    intervalSeconds: v.optional(v.pipe(seconds, v.minValue(1)), 5),
    /** Link requests per device in `ttlSeconds`: six renewals, and a person who presses Back a lot. */
    perDevice: v.optional(count, 60),
    /** New keys per network and hour outside the host's LAN: a shop's shelf of sets, not a farm. */
    newDevicesPerHour: v.optional(count, 10),
    /** An OAuth client is a new device each time, so its requests are counted per network and hour: two a minute. */
    clientLinksPerHour: v.optional(count, 120),
    /** How much longer an app must wait after each question that came too early … */
    slowDownSeconds: v.optional(seconds, 5),
    /** … up to this, so that one that never listens is slowed but not shut out. */
    maxIntervalSeconds: v.optional(seconds, 30),
    /** How long the three digits stand on the phone; one try. */
    matchSeconds: v.optional(v.pipe(seconds, v.minValue(10)), 60),
    /** This many missed matches a day, and the account approves only at home until the day is over. */
    matchMissesPerDay: v.optional(count, 2),
    /** The account that acts first on a link request holds it so long; the screen names it, and Back releases it. */
    claimSeconds: v.optional(seconds, 120),
    /** After so many seconds every binding ends; unset, the person chooses. A hotel sets a day. */
    bindingSeconds: v.optional(v.nullable(v.pipe(seconds, v.minValue(60))), null),
    /** The longest "until" a phone may ask for: tomorrow noon is 37 hours away at most, in the night when summer time ends. */
    longestUntilSeconds: v.optional(v.pipe(seconds, v.minValue(60)), 7 * 86_400),
    /** Whether an account must have switched sign-in by QR on, for every TV and app; a client may ask for it alone. */
    optIn: v.optional(v.boolean(), false),
    /** Whether every yes needs a passkey or password of the last `sessions.freshSeconds`; a client may ask for it alone. */
    stepUp: v.optional(v.boolean(), false),
    /** How long a web site's one-time key is good; its page hands it over at once. */
    oneTimeKeySeconds: v.optional(v.pipe(seconds, v.minValue(5), v.maxValue(60)), 60),
    /** Ended requests are kept so long, so that a late retry hears what became of its code. */
    keepSeconds: v.optional(seconds, 3600),
  }),
  tokens: section({
    /** RFC 9068 tokens cannot be recalled, so they live shortly; the TV renews by asserting again. */
    accessTtlSeconds: v.optional(v.pipe(seconds, v.minValue(10)), 600),
    /** A socket is closed when its token ends, so this is how often a waiting TV reconnects. */
    noticesTtlSeconds: v.optional(v.pipe(seconds, v.minValue(10)), 3600),
    /** An assertion is used at once; more life only helps a thief. */
    assertionMaxSeconds: v.optional(seconds, 300),
    /** How far a device's clock may be off; the TV sets its offset from our Date header. Proofs live as long. */
    clockToleranceSeconds: v.optional(seconds, 60),
    /** Verified tokens and the keys of proofs: about 500 bytes each, one of each per TV and ten minutes. */
    cacheEntries: v.optional(count, 20_000),
    /** Remembered ids of assertions and proofs, 100 bytes each; above it calls wait, since a forgotten one could be used again. */
    usedIds: v.optional(count, 100_000),
    /** An app that was not used for a quarter of a year asks again … */
    refreshIdleSeconds: v.optional(v.pipe(seconds, v.minValue(60)), 90 * 86_400),
    /** … and every app once a year (ASVS 10.4.8). */
    refreshMaxSeconds: v.optional(v.pipe(seconds, v.minValue(60)), 365 * 86_400),
    /** Within it the holder of the key may repeat a refresh whose answer got lost. */
    refreshGraceSeconds: v.optional(seconds, 60),
    /** How often the key file is looked at, so that `couchlink keys rotate` reaches a running server. */
    keysReloadMs: v.optional(count, 2000),
  }),
  passwords: section({
    /** OWASP's and ASVS's floor for argon2id; about 12 ms here. */
    memoryKib: v.optional(v.pipe(count, v.minValue(8)), 19_456),
    iterations: v.optional(count, 2),
    /** argon2 is bound by memory bandwidth: two threads give 1.4 times one, more give nothing. */
    threads: v.optional(v.pipe(count, v.maxValue(16)), 2),
    /** Beyond this a person would wait longer than a retry takes. */
    waiting: v.optional(count, 16),
    /** The shortest password a person may choose (NIST SP 800-63B §5.1.1.2 asks for 8, ASVS 6.2.1 recommends 15). */
    minLength: v.optional(v.pipe(count, v.minValue(8), v.maxValue(64)), 10),
  }),
  sessions: section({
    /** Rolling: a phone that is used twice a year stays signed in. */
    ttlSeconds: v.optional(seconds, 180 * 86_400),
    /** A session's last use is written at most this often, to keep reading cheap. */
    touchSeconds: v.optional(seconds, 86_400),
    /** Not at home, and for changing what one signs in with, the account must have been proven so lately. */
    freshSeconds: v.optional(v.pipe(seconds, v.minValue(30)), 600),
    /** Every phone, tablet and browser of a large family, and the ones they lost. */
    perAccount: v.optional(count, 50),
  }),
  budgets: section({
    /** Wrong passwords per account and network before waiting begins (RFC 8628 §5.1 reasons with five). */
    signInMisses: v.optional(count, 5),
    /** The first wait; it doubles with every further miss. */
    signInWaitSeconds: v.optional(seconds, 30),
    signInMaxWaitSeconds: v.optional(seconds, 900),
    /** Wrong passwords per account and hour from networks this account does not know. */
    strangerMissesPerHour: v.optional(count, 50),
    /** New accounts per network and hour, where people may sign up. */
    signUpsPerHour: v.optional(count, 5),
    /** Wrong user codes per account in `codeWindowSeconds`. */
    codeMissesPerAccount: v.optional(count, 5),
    /** Wrong user codes per network in `codeWindowSeconds`. */
    codeMissesPerNetwork: v.optional(count, 10),
    codeWindowSeconds: v.optional(seconds, 900),
    /** Wrong user codes in all per ten minutes; above it nothing is refused, but every typed code is doubted. */
    codeMissesInAll: v.optional(count, 100),
  }),
  outside: section({
    /** Other people's servers get this long to answer; meanwhile the keys that are known serve. */
    timeoutMs: v.optional(count, 3000),
    /** How old their keys may grow before they are asked for again … */
    refreshSeconds: v.optional(seconds, 600),
    /** … and how old while their server is away: an outage of a day locks nobody out, a withdrawn key ends. */
    keepSeconds: v.optional(seconds, 86_400),
    /** An unknown key id asks at most this often, or everybody could make us ask. */
    cooldownSeconds: v.optional(seconds, 30),
    /** Key sets are a few KB. */
    answerBytes: v.optional(bytes, 65_536),
  }),
  home: section({
    /** More devices or accounts than this lately at one address: a carrier's NAT, a hotel, an unnoticed proxy. */
    crowd: v.optional(count, 8),
    /** What "lately" means there. */
    crowdSeconds: v.optional(seconds, 86_400),
    /** A TV's network in which the account has passed a number match is its home so long: a home meets the match once. */
    rememberSeconds: v.optional(seconds, 90 * 86_400),
  }),
  presence: section({
    /** A bound TV says hello every 300 s ± 50 %; after so long without one it is off. */
    onSeconds: v.optional(seconds, 480),
    /** Last hellos are held in memory, about 150 bytes each, one per TV … */
    entries: v.optional(count, 20_000),
    /** … and written down together so often. */
    writeSeconds: v.optional(v.pipe(seconds, v.minValue(1)), 300),
  }),
  mqtt: section({
    /** A plain TCP listener beside `/mqtt`, for tools and set-top boxes without WebSocket. */
    tcpPort: v.optional(v.nullable(port), null),
    tcpHost: v.optional(v.string(), '127.0.0.1'),
    /** About 16 KB each; more than this wants a bigger machine and a decision. */
    connections: v.optional(count, 10_000),
    /** Above it a restart would starve the HTTP API for seconds. */
    handshakesPerSecond: v.optional(count, 500),
    /** A TV, its reload and a forgotten tab. */
    socketsPerDevice: v.optional(count, 3),
    /** CONNECT with its token is about 700 bytes; aedes itself knows no limit. */
    packetBytes: v.optional(bytes, 4096),
    /** A TV that stops reading is cut here; no notice is worth more memory. */
    bufferedBytes: v.optional(bytes, 65_536),
    connectTimeoutMs: v.optional(count, 5000),
    /** Below the 60 s after which proxies drop silent sockets. */
    keepaliveSeconds: v.optional(v.pipe(count, v.maxValue(120)), 40),
    /** A fleet must not come back at once: full jitter over this spread first … */
    firstSpreadSeconds: v.optional(seconds, 20),
    /** … then within this, doubling up to the cap. */
    reconnectBaseSeconds: v.optional(v.pipe(seconds, v.minValue(1)), 2),
    reconnectCapSeconds: v.optional(v.pipe(seconds, v.minValue(1)), 120),
    /** How long the phone's answer may wait for a notice to be handed over. */
    handOverMs: v.optional(count, 100),
  }),
  http: section({
    /** Our largest body is an assertion of 4 KB. */
    bodyBytes: v.optional(bytes, 8192),
    headersTimeoutMs: v.optional(count, 5000),
    requestTimeoutMs: v.optional(count, 15_000),
    /** Longer than a TV's polling interval, so that it keeps its connection. */
    keepAliveTimeoutMs: v.optional(count, 65_000),
    /** Sockets of every kind, MQTT's among them. */
    maxConnections: v.optional(count, 12_000),
    /** Enough for a token, a cookie and what browsers send by themselves. */
    headerBytes: v.optional(bytes, 8192),
    /** What is still running at the end of this grace is cut. */
    closeGraceMs: v.optional(count, 5000),
  }),
  store: section({
    /** better-sqlite3 waits inside the event loop; longer than this and everybody waits. */
    busyTimeoutMs: v.optional(seconds, 250),
    /** How often ended rows are cleared away … */
    sweepSeconds: v.optional(count, 60),
    /** … and how many at a time, so that no sweep holds up a sign-in. */
    sweepBatch: v.optional(count, 500),
  }),
})

export type Config = v.InferOutput<typeof ConfigSchema>

/** One setting that does not fit. */
export interface Fault {
  /** Dotted, as in `link.ttlSeconds`. */
  path: string
  expected: string
}

/** Parses what the sources gave; every fault with its path and what was expected instead. */
export function parseConfig(
  input: unknown,
): { ok: true; config: Config } | { ok: false; faults: Fault[] } {
  const result = v.safeParse(ConfigSchema, input)
  if (result.success) return { ok: true, config: deepFreeze(result.output) }
  return {
    ok: false,
    faults: result.issues.map((issue) => ({
      path: v.getDotPath(issue) ?? '(the whole file)',
      // What was set may be a secret in the wrong place, so it is not repeated.
      expected:
        issue.expected === 'never'
          ? 'there is no such setting'
          : issue.message.replace(/ but received .*$/s, ''),
    })),
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}
