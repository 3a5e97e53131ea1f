import * as v from 'valibot'

import { Account, SignInMethod, type SignUpRequest } from '#contract/account'
import type { AuthorizeRequest } from '#contract/authorize'
import { AuthorizeResponse, LinkDetails, Risk, type RiskRule } from '#contract/link'
import type { PasskeyRegistration, PasskeySignIn } from '#contract/passkey'

/** How long the page waits for an answer before it says that there is none. */
const TIMEOUT_MS = 10_000

/** What the server said no to, with its own sentence for the person. */
export interface Refusal {
  kind: 'refused'
  status: number
  code: string
  title: string
  detail: string | null
  retryAfterSeconds: number | null
  /** With `reauthenticate`: what would do. */
  methods: readonly SignInMethod[]
  /** With `risk_warned` and `risk_denied`: the rules behind it. */
  reasons: readonly RiskRule[]
}

/**
 * What came of a call. `unreachable` is everything that is not our server's word: no network, no answer in time,
 * the page of a Wi-Fi that wants a sign-in of its own.
 */
export type Answer<T> = { kind: 'ok'; value: T } | Refusal | { kind: 'unreachable' }

/** What the server, or nobody, said instead of yes. */
export type Failure = Exclude<Answer<unknown>, { kind: 'ok' }>

/** The body of `POST /authorize` as it is sent. */
export type Decision = v.InferInput<typeof AuthorizeRequest>

/** What a browser is asked for a passkey with (WebAuthn Level 3 §5.4, §5.5, as JSON); it reads them, we do not. */
export type PasskeyOptions = v.InferOutput<typeof PasskeyOptions>
const PasskeyOptions = v.object({
  challenge: v.string(),
  /** Milliseconds after which the challenge is no longer taken. */
  timeout: v.optional(v.number()),
})

export interface Calls {
  details(handle: string): Promise<Answer<LinkDetails>>
  session(): Promise<Answer<Account>>
  decide(decision: Decision): Promise<Answer<AuthorizeResponse>>
  signOut(): Promise<Answer<null>>
  signUp(request: SignUpRequest): Promise<Answer<Account>>
  /** To sign in with a passkey, and to make one. */
  passkeyOptions(to: 'sign-in' | 'make'): Promise<Answer<PasskeyOptions>>
  passkeySignIn(credential: PasskeySignIn): Promise<Answer<Account>>
  keepPasskey(credential: PasskeyRegistration): Promise<Answer<null>>
}

/** The phone's side of the wire, in the person's language. `base` ends in a slash; calls never reject. */
export function callsTo(base: string, lang: string, timeoutMs = TIMEOUT_MS): Calls {
  const ask = <T>(method: string, path: string, body: object | null, read: (text: string) => T) =>
    call(`${base}${path}`, method, body, { lang, timeoutMs }, read)
  return {
    details: (handle) => ask('POST', 'link/details', { handle }, json(LinkDetails)),
    session: () => ask('GET', 'session', null, json(Account)),
    signUp: (request) => ask('POST', 'account', request, json(Account)),
    passkeyOptions: (to) =>
      ask(
        'POST',
        `${to === 'make' ? 'passkeys' : 'session/passkey'}/options`,
        {},
        whole(PasskeyOptions),
      ),
    passkeySignIn: (credential) => ask('POST', 'session/passkey', credential, json(Account)),
    keepPasskey: (credential) => ask('POST', 'passkeys', credential, nothing),
    decide: (decision) => ask('POST', 'authorize', decision, json(AuthorizeResponse)),
    signOut: () => ask('DELETE', 'session', null, nothing),
  }
}

const Methods = v.array(SignInMethod)

/** What this page reads of a `Problem`; the contract's own, which keeps the rest, weighs a third of a kilobyte more. */
const PageProblem = v.object({
  code: v.string(),
  title: v.string(),
  detail: v.optional(v.string()),
  methods: v.optional(v.unknown()),
  risk: v.optional(v.unknown()),
})

const nothing = () => null

function json<const S extends v.GenericSchema>(schema: S) {
  return (text: string): v.InferOutput<S> => v.parse(schema, JSON.parse(text))
}

/** The answer with all its members, once those that we know fit. */
function whole<const S extends v.GenericSchema>(schema: S) {
  return (text: string): v.InferOutput<S> => {
    const answer = JSON.parse(text)
    v.parse(schema, answer)
    return answer
  }
}

async function call<T>(
  url: string,
  method: string,
  body: object | null,
  { lang, timeoutMs }: { lang: string; timeoutMs: number },
  read: (text: string) => T,
): Promise<Answer<T>> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  try {
    const response = await fetch(url, {
      method,
      // A redirect is a captive portal's doing: none of our addresses answers with one.
      redirect: 'error',
      cache: 'no-store',
      signal: abort.signal,
      headers: {
        'accept-language': lang,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      body: body === null ? null : JSON.stringify(body),
    })
    const text = await response.text()
    if (response.ok) return { kind: 'ok', value: read(text) }
    const { code, title, detail = null, ...more } = v.parse(PageProblem, JSON.parse(text))
    const { status, headers } = response
    // What some codes bring along is only believed where it fits.
    const methods = v.is(Methods, more.methods) ? more.methods : []
    const reasons = v.is(Risk, more.risk) ? more.risk.reasons : []
    const retryAfterSeconds = seconds(headers.get('retry-after'))
    return { kind: 'refused', status, code, title, detail, retryAfterSeconds, methods, reasons }
  } catch {
    return { kind: 'unreachable' }
  } finally {
    clearTimeout(timer)
  }
}

/** Our server sends `Retry-After` as seconds; RFC 9110 §10.2.3 also knows a date, which only a proxy would add. */
function seconds(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null
}
